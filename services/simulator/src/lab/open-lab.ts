import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import type { RunFacts, StepFacts } from "../scenario/facts.ts"
import { runStep } from "../scenario/run-scenario.ts"
import type { Action, Expectation } from "../scenario/scenario.ts"
import { expectationOf } from "../scenario/expectations/expectation-table.ts"
import { certificateFacts } from "../scenario/world/certificate-facts.ts"
import { openWorld } from "../scenario/world/open-world.ts"
import type { Stage } from "../scenario/world/stage.ts"
import type { World } from "../scenario/world/world.ts"
import { cleanInstallation, nodesDown } from "./clean-installation.ts"
import { START } from "./file/as-scenario.ts"
import { mistakesIn, reportOf, type Look } from "./judge-lab.ts"
import { causeOf, type Lab, type LabCause } from "./lab.ts"
import type { LabDone, LabHint, LabReport, LabSolution, LabStatus } from "./lab-wire.ts"
import { scenarioOf } from "./lab-scenario.ts"
import { tasksOf } from "./lab-tasks.ts"
import { lostFor, missingFor, missingOf } from "./missing-names.ts"
import { writePracticeFiles } from "./practice-files.ts"

/** A lab that somebody works at. One thing is done at a time, whoever asks. */
export interface LabSession {
  status(): LabStatus
  /**
   * Does one thing after the other, as a scenario's step would; a refusal is an answer.
   *
   * @throws ERR_LAB_ACTION before anything is done, ERR_LAB_BROKEN
   */
  act(actions: readonly Action[]): Promise<LabDone>
  /** Asks the real system about every task. @throws ERR_LAB_BROKEN */
  check(): Promise<LabReport>
  /** The next hint for the first task that is not done. @throws ERR_LAB_BROKEN */
  hint(): Promise<LabHint>
  /** Goes back to the start and does what the lab's solution says. */
  solve(): Promise<LabSolution>
  /** Brings the installation back to the start, whatever was done to it. */
  reset(): Promise<void>
  close(): Promise<void>
}

export interface LabOptions {
  readonly stage: Stage
  readonly lab: Lab
  /** Draws the cause; in place of the lab's own. */
  readonly seed?: number
  /** Tells this session's jobs apart from those of every other on the installation: `[0-9a-z-]`. */
  readonly runId: string
  /** Tells sessions apart on one installation: recordings of each have ids of their own. */
  readonly attempt: number
  /** The machine's clock. */
  readonly clock: Clock
  /** Folder for the files that a student uploads; null: nobody does. */
  readonly files: string | null
}

/** Makes an installation ready for a lab. */
export async function openLab(options: LabOptions): Promise<LabSession> {
  const session = new Session(options)
  await session.reset()
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    status: () => session.status(),
    act: (actions) => inTurn(() => session.act(actions)),
    check: () => inTurn(() => session.check()),
    hint: () => inTurn(() => session.hint()),
    solve: () => inTurn(() => session.solve()),
    reset: () => inTurn(() => session.reset()),
    close: () => inTurn(() => session.close()),
  }
}

/** Recordings of a lab begin at a number of their own after each reset. */
const RESETS_PER_ATTEMPT = 1_000

class Session {
  readonly #options: LabOptions
  readonly #seed: number
  readonly #cause: LabCause
  readonly #startedAt: string
  readonly #hints = new Map<string, number>()
  #world: World | null = null
  #start: StepFacts | null = null
  #report: LabReport | null = null
  /** Steps of this world, from 1. */
  #steps = 0
  #actions = 0
  #openings = 0

  constructor(options: LabOptions) {
    this.#options = options
    this.#seed = options.seed ?? options.lab.seed
    this.#cause = causeOf(options.lab, this.#seed)
    this.#startedAt = options.clock.now().toISOString()
  }

  status(): LabStatus {
    const { lab } = this.#options
    const report = this.#report
    return {
      ...tasksOf(lab, { report, hintsTaken: this.#hints }),
      seed: this.#seed,
      isSolved: report?.isSolved ?? false,
      why: report?.why ?? null,
      actions: this.#actions,
      resets: this.#openings - 1,
      startedAt: this.#startedAt,
    }
  }

  async act(actions: readonly Action[]): Promise<LabDone> {
    const { lab } = this.#options
    for (const action of actions) this.#refuseImpossible(action)
    this.#actions += actions.length
    this.#report = null
    const expectations = lab.mistakes.flatMap(({ found }) => found)
    const look = await this.#look(actions, expectations)
    await this.#writeFiles()
    const refusals = look.step.refusals.map(({ verb, code, reason, remedy }) => {
      return { verb, code, reason, remedy }
    })
    return { actions: [...look.step.actions], refusals, mistakes: mistakesIn(lab, look) }
  }

  #refuseImpossible(action: Action): void {
    const missing =
      missingFor(action, this.#opened()) ?? lostFor(action, this.#options.lab.lostKeys)
    if (missing !== null) throw new GirError("ERR_LAB_ACTION", missing)
  }

  async check(): Promise<LabReport> {
    const { lab, stage } = this.#options
    await assertWorking(stage)
    const expectations = [
      ...lab.tasks.flatMap(({ check }) => check),
      ...lab.mistakes.flatMap(({ found }) => found),
    ]
    const look = await this.#look(lab.probe, expectations)
    const report = reportOf(lab, { why: this.#cause.why, look })
    await this.#forgetProbes(look.number)
    this.#report = report
    return report
  }

  async hint(): Promise<LabHint> {
    const { tasks } = await this.check()
    const open = tasks.find(({ status }) => status !== "held")
    const task = this.#options.lab.tasks.find(({ name }) => name === open?.name)
    if (task === undefined) return { task: null, level: 0, of: 0, text: "every task is done" }
    const { name, hints } = task
    const level = Math.min((this.#hints.get(name) ?? 0) + 1, hints.length)
    this.#hints.set(name, level)
    return { task: name, level, of: hints.length, text: hints[level - 1] ?? "" }
  }

  async solve(): Promise<LabSolution> {
    await this.reset()
    const { name: cause, solution } = this.#cause
    const done = await this.act(solution.flatMap((move) => move.do))
    return { cause, done, report: await this.check() }
  }

  async reset(): Promise<void> {
    const { stage, lab, attempt } = this.#options
    await this.close()
    await cleanInstallation(stage)
    const openings = this.#openings
    this.#openings += 1
    this.#world = await openWorld({
      stage,
      scenario: scenarioOf(lab),
      policy: {},
      seed: this.#seed,
      attempt: attempt * RESETS_PER_ATTEMPT + openings,
    })
    this.#steps = 0
    this.#start = null
    this.#report = null
    const { step } = await this.#look([...lab.start.do, ...this.#cause.do], [], START)
    this.#start = step
    await this.#writeFiles()
  }

  async close(): Promise<void> {
    const world = this.#world
    this.#world = null
    await world?.sessions.close()
  }

  /** Does something, plays every recording, and asks what the expectations ask. */
  async #look(
    actions: readonly Action[],
    expectations: readonly Expectation[],
    name = "look",
  ): Promise<Look> {
    const world = this.#opened()
    const number = ++this.#steps
    const unasked = new Map<Expectation, string>()
    const asked = expectations.filter((expectation) => {
      const { kind, params } = expectation
      const missing = missingOf(namesOnly(expectationOf(kind).refersTo(params)), world)
      if (missing !== null) unasked.set(expectation, missing)
      return missing === null
    })
    const step = { name, explain: "", guide: null, at: null, do: actions, expect: asked }
    const column = `${this.#options.runId}-${this.#openings}-${number}`
    try {
      const facts = await runStep(world, step, { number, column })
      return { run: this.#factsWith(facts), step: facts, number, asked, unasked }
    } catch (error) {
      throw isGirError(error) ? broken(error) : error
    }
  }

  #factsWith(step: StepFacts): RunFacts {
    const { authority, media } = this.#opened()
    const steps = this.#start === null ? [step] : [this.#start, step]
    const certificates = certificateFacts(authority, steps)
    return { steps, media, certificates, faults: [], withoutKey: [] }
  }

  /** A check leaves nothing behind: its calls would count as the student's. */
  async #forgetProbes(number: number): Promise<void> {
    const { media, stage } = this.#opened()
    const probes = media.filter(({ step }) => step === number)
    for (const probe of probes) media.splice(media.indexOf(probe), 1)
    const ids = new Set(probes.map(({ recordingId }) => recordingId))
    await Promise.all([...ids].map((id) => stage.peers.webServices.deleteRecording(id)))
  }

  async #writeFiles(): Promise<void> {
    const { files, lab } = this.#options
    if (files !== null) await writePracticeFiles(files, lab, this.#opened())
  }

  #opened(): World {
    if (this.#world === null) throw new GirError("ERR_LAB_BROKEN", "no lab is open")
    return this.#world
  }
}

/** Groups that are not recorded yet are found out by the expectation itself. */
function namesOnly(references: ReturnType<ReturnType<typeof expectationOf>["refersTo"]>) {
  const { certificates = [], nodes = [] } = references
  return { certificates, nodes }
}

const TRIES = 50
const POLL_MS = 100

/** A proof waits for minutes when nobody can answer; a person should not have to. */
async function assertWorking(stage: Stage): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const [down] = await nodesDown(stage)
    if (down === undefined) return
    if (tries === TRIES) {
      throw new GirError("ERR_LAB_BROKEN", `${down.name} is not ready: ${down.state}`)
    }
    await wait(POLL_MS)
  }
}

function broken(cause: GirError): GirError {
  const { message, where } = cause
  return new GirError("ERR_LAB_BROKEN", message, {
    cause,
    ...(where === undefined ? {} : { where }),
  })
}
