import type { EnvelopeProfile } from "@gir/contracts"
import type { Logger } from "@gir/service-kit"
import { seededRandom, type Clock } from "@gir/sim"
import type { TaskList } from "../cli/task-list.ts"
import { openPeers } from "../clients/peers.ts"
import type { SimulatorConfig } from "../config.ts"
import { startInstallation, type Installation } from "../installation/installation.ts"
import { freeNodes } from "../installation/ports.ts"
import { SMALLEST_FLEET, type Fleet } from "../installation/service-table.ts"
import type { StateFolder } from "../installation/state-folder.ts"
import { createDemoAuthority } from "../pki/demo-authority.ts"
import { playbackOracle } from "../playback/oracle.ts"
import type { DemoFacts, Moment } from "./demo-facts.ts"
import type { DemoInput } from "./demo-input.ts"
import type { DemoStage } from "./demo-stage.ts"
import { DEMO_STEPS } from "./demo-steps.ts"

export interface DemoOptions {
  readonly config: SimulatorConfig
  readonly state: StateFolder
  readonly envelopeProfile: EnvelopeProfile
  readonly seed: number
  /** Tells runs apart that share a database: their recordings get other ids. Zero otherwise. */
  readonly runNumber: number
  readonly input: DemoInput
  readonly tasks: TaskList
  readonly clock: Clock
  readonly logger: Logger
  /** Filled step by step, so that a demo which breaks off still tells what it found. */
  readonly facts: DemoFacts
  readonly fleet?: Fleet
  readonly signal: AbortSignal
  /** Looks at the running installation after the last step, before it is stopped. */
  readonly onEnd: (stage: DemoStage) => Promise<void>
}

/** @returns facts in which nothing has been found out yet. */
export function emptyFacts(seed: number, envelopeProfile: EnvelopeProfile): DemoFacts {
  return {
    seed,
    envelopeProfile,
    steps: [],
    certificates: [],
    media: [],
    plays: [],
    refusals: [],
  }
}

/** Starts an installation of its own, runs the steps one after the other, and stops it. */
export async function runDemo(options: DemoOptions): Promise<void> {
  let installation: Installation | undefined
  const stopOnce = async (): Promise<void> => {
    const running = installation
    installation = undefined
    await running?.stop()
  }
  try {
    await options.tasks.step("Set-up", async () => {
      const nodes = await freeNodes(options.fleet ?? SMALLEST_FLEET)
      installation = await startInstallation({ ...options, nodes })
      return "packages, build, PostgreSQL, ffmpeg"
    })
    if (installation !== undefined) await runSteps(options, installation)
  } finally {
    await stopOnce()
  }
}

async function runSteps(options: DemoOptions, installation: Installation): Promise<void> {
  const peers = await openPeers(installation.nodes, installation.secrets)
  try {
    const stage = await buildStage(options, installation, peers)
    for (const step of DEMO_STEPS) {
      options.signal.throwIfAborted()
      await runStep(options, stage, step)
    }
    await options.onEnd(stage)
  } finally {
    await peers.close()
  }
}

async function runStep(
  { tasks, facts, clock }: DemoOptions,
  stage: DemoStage,
  step: (typeof DEMO_STEPS)[number],
): Promise<void> {
  const startMs = clock.monotonicMs()
  await tasks.step(step.title, async (progress) => {
    const sentence = await step.run(stage, progress)
    facts.steps.push({ title: step.title, sentence, durationMs: clock.monotonicMs() - startMs })
    return sentence
  })
}

async function buildStage(
  options: DemoOptions,
  installation: Installation,
  peers: DemoStage["peers"],
): Promise<DemoStage> {
  const { facts, clock, seed, runNumber, input, envelopeProfile } = options
  const folder = installation.state.pki
  return {
    installation,
    peers,
    input,
    envelopeProfile,
    facts,
    authority: await createDemoAuthority({ clock, folder, facts: facts.certificates }),
    oracle: (moment: Moment) => playbackOracle(installation.jobs, `${moment}-${runNumber}`),
    profileName: runNumber === 0 ? "recording" : `recording-${runNumber}`,
    random: seededRandom(seed + runNumber),
    world: { administrator: null, ivrProfileDbid: 0 },
  }
}
