import { expectationOf } from "./expectations/expectation-table.ts"
import type { RunFacts, StepFacts } from "./facts.ts"
import { playMatrix } from "./play-matrix.ts"
import { isMeantFor } from "./policy.ts"
import type { Expectation, ScenarioStep } from "./scenario.ts"
import { verbOf } from "./verbs/verb-table.ts"
import { certificateFacts } from "./world/certificate-facts.ts"
import { readInstallation } from "./world/installation-facts.ts"
import { closeWorld, openWorld, type WorldOptions } from "./world/open-world.ts"
import { newNotes, noteRefusal } from "./world/step-notes.ts"
import type { World } from "./world/world.ts"

const STEP_MS = 60_000

/** A rehearsal that goes on when it is told to. */
export interface ScenarioRun {
  readonly world: World
  /** Runs the next step. */
  next(): Promise<StepFacts>
  isAtEnd(): boolean
  /** All that was found out so far. */
  facts(): Promise<RunFacts>
  close(): Promise<void>
}

export interface RunOptions extends WorldOptions {
  readonly signal: AbortSignal
  /** Tells this run's verify jobs apart from those of every other: `[0-9a-z-]`. */
  readonly runId: string
}

/** Makes an installation ready for a rehearsal; no step is run yet. */
export async function openRun(options: RunOptions): Promise<ScenarioRun> {
  const world = await openWorld(options)
  const steps: StepFacts[] = []
  const { scenario } = options
  return {
    world,
    isAtEnd: () => steps.length === scenario.steps.length,
    next: async () => {
      options.signal.throwIfAborted()
      const step = scenario.steps[steps.length]
      if (step === undefined) throw new RangeError("the rehearsal is at its end")
      const number = steps.length + 1
      const facts = await runStep(world, step, { number, column: `${options.runId}-${number}` })
      steps.push(facts)
      return facts
    },
    facts: async () => ({
      steps,
      media: world.media,
      certificates: certificateFacts(world.authority, steps),
      faults: await world.stage.faults.history(),
      withoutKey: world.authority
        .all()
        .filter(({ privateKey }) => privateKey === null)
        .map(({ name }) => name),
    }),
    close: () => closeWorld(world),
  }
}

/** Runs every step, one after the other. */
export async function runScenario(
  options: RunOptions,
  onStep: (facts: StepFacts) => void = () => undefined,
): Promise<RunFacts> {
  const run = await openRun(options)
  try {
    while (!run.isAtEnd()) onStep(await run.next())
    return await run.facts()
  } finally {
    await run.close()
  }
}

/** Which step of a run it is, and what tells its verify jobs apart. */
export interface Place {
  readonly number: number
  readonly column: string
}

/** Does what a step says, plays every recording, and looks at the installation. */
export async function runStep(
  world: World,
  step: ScenarioStep,
  { number, column }: Place,
): Promise<StepFacts> {
  await world.log.mark()
  if (step.at !== null) await world.clock.set(step.at)
  else if (number > 1) await world.clock.advance(STEP_MS)
  world.notes = newNotes(number)
  const actions = await act(world, step)
  await Promise.all(world.notes.live)
  const plays = await playMatrix(world, column)
  const probes = await probe(world, step.expect)
  const installation = await readInstallation(world)
  world.profiles.set(step.name, await world.stage.peers.configuration.profile(world.profile.dbid))
  const { refusals, calls, muxes } = world.notes
  const log = await world.log.read()
  const at = world.clock.now().toISOString()
  return { name: step.name, at, actions, refusals, calls, muxes, plays, installation, log, probes }
}

async function act(world: World, step: ScenarioStep): Promise<StepFacts["actions"]> {
  const actions: { verb: string; sentence: string }[] = []
  for (const { verb: name, params } of step.do) {
    const verb = verbOf(name)
    try {
      actions.push({ verb: name, sentence: await verb.run(params, world) })
    } catch (error) {
      const subject = verb.subjectOf(params)
      noteRefusal(error, { verb: name, subject }, world.notes)
      const code = world.notes.refusals.at(-1)?.code
      actions.push({ verb: name, sentence: `${subject}: refused with ${code}` })
    }
  }
  return actions
}

async function probe(world: World, expectations: readonly Expectation[]): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const { kind, params, when } of expectations) {
    const isAsked = isMeantFor(when, world.policy)
    answers.push(isAsked ? await expectationOf(kind).probe?.(params, world) : undefined)
  }
  return answers
}
