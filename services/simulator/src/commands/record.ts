import type { MediaSource } from "@gir/contracts"
import { seededRandom } from "@gir/sim"
import { randomInt } from "node:crypto"
import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readDemoInput, type DemoInput } from "../demo/demo-input.ts"
import { withConnection, type Connection } from "../installation/connect.ts"
import {
  awaitMux,
  awaitRecorded,
  offerInteraction,
  type Interaction,
} from "../traffic/record-interaction.ts"
import { newRecordingId } from "../traffic/recording-id.ts"

export interface RecordCommandOptions {
  readonly state: string
  readonly count: number
  readonly audio?: string
  /** True for the drawn desktop, a path for a file, absent for no screen. */
  readonly screen?: string | true
  readonly profileDbid?: number
  readonly realTime: boolean
  readonly mix: boolean
  readonly wait: boolean
  readonly json: boolean
}

const AGENT = "1001"
const SEED_MAX = 2 ** 32 - 1

/** Records calls on the running installation and prints their ids. */
export async function recordCommand(
  options: RecordCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const screenFile = typeof options.screen === "string" ? options.screen : undefined
  const input = await readDemoInput({ audio: options.audio, screen: screenFile })
  const ids = await withConnection(options.state, context, async (connection) => {
    const interactions = makeInteractions(options, input, connection)
    for (const one of interactions) await offerInteraction(connection.jobs, one)
    if (options.wait) await awaitAll(interactions, input, connection)
    return interactions.map((one) => one.recordingId)
  })
  const { terminal } = context
  if (options.json) {
    const document = {
      schema: "gir.record/1",
      verdict: "held",
      exitCode: 0,
      recordingIds: ids,
      errors: [],
    }
    terminal.out(JSON.stringify(document))
  } else for (const id of ids) terminal.out(id)
  return EXIT.held
}

function makeInteractions(
  options: RecordCommandOptions,
  input: DemoInput,
  { run }: Connection,
): Interaction[] {
  const random = seededRandom(randomInt(SEED_MAX))
  return Array.from({ length: options.count }, () => ({
    recordingId: newRecordingId(random),
    ivrProfileDbid: options.profileDbid ?? run.ivrProfileDbid,
    agentId: AGENT,
    audio: input.audio.source,
    screen:
      options.screen === undefined
        ? null
        : { source: screenSource(options.screen), durationMs: Math.ceil(input.audio.durationMs) },
    pace: options.realTime ? "real-time" : "fast",
    channels: options.mix ? "mix" : "keep",
  }))
}

function screenSource(screen: string | true): MediaSource {
  return screen === true ? { kind: "built-in" } : { kind: "file", path: resolve(screen) }
}

async function awaitAll(
  interactions: readonly Interaction[],
  input: DemoInput,
  { jobs }: Connection,
): Promise<void> {
  for (const one of interactions) {
    await awaitRecorded(jobs, one, one.pace === "real-time" ? input.audio.durationMs : 0)
    if (one.screen !== null) await awaitMux(jobs, one.recordingId)
  }
}
