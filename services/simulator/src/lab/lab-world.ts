import { GirError, isGirError } from "@gir/errors"
import type { RunFacts, StepFacts } from "../scenario/facts.ts"
import { expectationOf } from "../scenario/expectations/expectation-table.ts"
import { runStep } from "../scenario/run-scenario.ts"
import type { Action, Expectation } from "../scenario/scenario.ts"
import { certificateFacts } from "../scenario/world/certificate-facts.ts"
import { openWorld } from "../scenario/world/open-world.ts"
import type { Stage } from "../scenario/world/stage.ts"
import type { World } from "../scenario/world/world.ts"
import { cleanInstallation } from "./clean-installation.ts"
import { START } from "./file/as-scenario.ts"
import type { Look } from "./judge-lab.ts"
import { scenarioOf } from "./lab-scenario.ts"
import type { Lab } from "./lab.ts"
import { missingOf } from "./missing-names.ts"

/** The part of an installation that a student works at, from one start to the next. */
export interface LabWorld {
  readonly world: World
  /** Does something, plays every recording, and asks what the expectations ask. @throws ERR_LAB_BROKEN */
  look(actions: readonly Action[], expectations: readonly Expectation[]): Promise<Look>
  /** A check leaves nothing behind: its calls would count as the student's. */
  forgetProbes(look: Look): Promise<void>
  close(): Promise<void>
}

interface LabWorldOptions {
  readonly stage: Stage
  readonly lab: Lab
  readonly seed: number
  /** What the start does, and unseen the cause after it. */
  readonly start: readonly Action[]
  /** Recordings of each world have ids of their own. */
  readonly attempt: number
  /** Tells this world's jobs apart from those of every other on the installation. */
  readonly runId: string
}

/** Takes away whatever is there, and makes the start of a lab. @throws ERR_LAB_BROKEN */
export async function openLabWorld(options: LabWorldOptions): Promise<LabWorld> {
  const { stage, lab, seed, attempt, start } = options
  await cleanInstallation(stage)
  const scenario = scenarioOf(lab)
  const world = await openWorld({ stage, scenario, policy: {}, seed, attempt })
  const opened = new OpenWorld(world, options.runId)
  try {
    await opened.begin(start)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

class OpenWorld implements LabWorld {
  readonly world: World
  readonly #runId: string
  #start: StepFacts | null = null
  /** Steps of this world, from 1. */
  #steps = 0

  constructor(world: World, runId: string) {
    this.world = world
    this.#runId = runId
  }

  async begin(actions: readonly Action[]): Promise<void> {
    const { step } = await this.look(actions, [], START)
    this.#start = step
  }

  async look(
    actions: readonly Action[],
    expectations: readonly Expectation[],
    name = "look",
  ): Promise<Look> {
    const { world } = this
    const number = ++this.#steps
    const unasked = new Map<Expectation, string>()
    const asked = expectations.filter((expectation) => {
      const { kind, params } = expectation
      const missing = missingOf(namesOnly(expectationOf(kind).refersTo(params)), world)
      if (missing !== null) unasked.set(expectation, missing)
      return missing === null
    })
    const step = { name, explain: "", guide: null, at: null, do: actions, expect: asked }
    try {
      const facts = await runStep(world, step, { number, column: `${this.#runId}-${number}` })
      return { run: this.#factsWith(facts), step: facts, number, asked, unasked }
    } catch (error) {
      throw isGirError(error) ? broken(error) : error
    }
  }

  #factsWith(step: StepFacts): RunFacts {
    const { authority, media } = this.world
    const steps = this.#start === null ? [step] : [this.#start, step]
    const certificates = certificateFacts(authority, steps)
    return { steps, media, certificates, faults: [], withoutKey: [] }
  }

  async forgetProbes({ number }: Look): Promise<void> {
    const { media, stage } = this.world
    const probes = media.filter(({ step }) => step === number)
    for (const probe of probes) media.splice(media.indexOf(probe), 1)
    const ids = new Set(probes.map(({ recordingId }) => recordingId))
    await Promise.all([...ids].map((id) => stage.peers.webServices.deleteRecording(id)))
  }

  close(): Promise<void> {
    return this.world.sessions.close()
  }
}

/** Groups that are not recorded yet are found out by the expectation itself. */
function namesOnly(references: ReturnType<ReturnType<typeof expectationOf>["refersTo"]>) {
  const { certificates = [], nodes = [] } = references
  return { certificates, nodes }
}

function broken(cause: GirError): GirError {
  const { message, where } = cause
  return new GirError("ERR_LAB_BROKEN", message, {
    cause,
    ...(where === undefined ? {} : { where }),
  })
}
