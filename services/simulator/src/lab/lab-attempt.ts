import type { LabDone, LabHint, LabReport, LabSolution, LabStatus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { Action } from "../scenario/scenario.ts"
import { awaitWorking } from "./await-working.ts"
import { mistakesIn, reportOf } from "./judge-lab.ts"
import { tasksOf } from "./lab-tasks.ts"
import { openLabWorld, type LabWorld } from "./lab-world.ts"
import { causeOf, type LabCause } from "./lab.ts"
import { lostFor, missingFor } from "./missing-names.ts"
import type { LabOptions, LabSession } from "./lab-session.ts"
import { writePracticeFiles } from "./practice-files.ts"

/** Recordings of a lab begin at a number of their own after each reset. */
const RESETS_PER_ATTEMPT = 1_000

/** What one person does at one lab; whoever opens it sees to it that one thing is done at a time. */
export class LabAttempt implements LabSession {
  readonly #options: LabOptions
  readonly #seed: number
  readonly #cause: LabCause
  readonly #startedAt: string
  readonly #hintsTaken = new Map<string, number>()
  #opened: LabWorld | null = null
  #report: LabReport | null = null
  #actions = 0
  #openings = 0
  #resetMs = 0

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
      ...tasksOf(lab, { report, hintsTaken: this.#hintsTaken }),
      seed: this.#seed,
      isSolved: report?.isSolved ?? false,
      why: report?.why ?? null,
      report,
      actions: this.#actions,
      resets: this.#openings - 1,
      resetMs: this.#resetMs,
      startedAt: this.#startedAt,
    }
  }

  async act(actions: readonly Action[]): Promise<LabDone> {
    const { lab } = this.#options
    for (const action of actions) this.#refuseImpossible(action)
    this.#actions += actions.length
    this.#report = null
    const expectations = lab.mistakes.flatMap(({ found }) => found)
    const look = await this.#world().look(actions, expectations)
    await this.#writeFiles()
    const refusals = look.step.refusals.map(({ verb, code, reason, remedy }) => {
      return { verb, code, reason, remedy }
    })
    return { actions: [...look.step.actions], refusals, mistakes: mistakesIn(lab, look) }
  }

  #refuseImpossible(action: Action): void {
    const missing =
      missingFor(action, this.#world().world) ?? lostFor(action, this.#options.lab.lostKeys)
    if (missing !== null) throw new GirError("ERR_LAB_ACTION", missing)
  }

  async check(): Promise<LabReport> {
    const { lab, stage } = this.#options
    await awaitWorking(stage)
    const expectations = [
      ...lab.tasks.flatMap(({ check }) => check),
      ...lab.mistakes.flatMap(({ found }) => found),
    ]
    const look = await this.#world().look(lab.probe, expectations)
    const report = reportOf(lab, { why: this.#cause.why, look })
    await this.#world().forgetProbes(look)
    this.#report = report
    return report
  }

  async hint(): Promise<LabHint> {
    const { tasks } = await this.check()
    const open = tasks.find(({ status }) => status !== "held")
    const task = this.#options.lab.tasks.find(({ name }) => name === open?.name)
    if (task === undefined) return { task: null, level: 0, of: 0, text: "every task is done" }
    const { name, hints } = task
    const level = Math.min((this.#hintsTaken.get(name) ?? 0) + 1, hints.length)
    this.#hintsTaken.set(name, level)
    return { task: name, level, of: hints.length, text: hints[level - 1] ?? "" }
  }

  async solve(): Promise<LabSolution> {
    await this.reset()
    const { name: cause, solution } = this.#cause
    const done = await this.act(solution.flatMap((move) => move.do))
    return { cause, done, report: await this.check() }
  }

  async reset(): Promise<void> {
    const { stage, lab, attempt, clock, runId } = this.#options
    const beganMs = clock.monotonicMs()
    await this.close()
    const openings = this.#openings
    this.#openings += 1
    this.#report = null
    this.#opened = await openLabWorld({
      stage,
      lab,
      seed: this.#seed,
      start: [...lab.start.do, ...this.#cause.do],
      attempt: attempt * RESETS_PER_ATTEMPT + openings,
      runId: `${runId}-${this.#openings}`,
    })
    await this.#writeFiles()
    this.#resetMs = Math.round(clock.monotonicMs() - beganMs)
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    await opened?.close()
  }

  async #writeFiles(): Promise<void> {
    const { files, lab } = this.#options
    if (files !== null) await writePracticeFiles(files, lab, this.#world().world)
  }

  #world(): LabWorld {
    if (this.#opened === null) throw new GirError("ERR_LAB_BROKEN", "no lab is open")
    return this.#opened
  }
}
