import type { LiveCallStatus } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { seededRandom } from "@gir/sim"
import { randomInt } from "node:crypto"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { withConnection, type Connection } from "../installation/connect.ts"
import { liveCallsClient } from "../record/live-calls-client.ts"
import {
  packetLine,
  recordRtp,
  refusedMoreThanReceived,
  type LiveCallEnd,
} from "../record/record-rtp.ts"
import { newRecordingId } from "../traffic/recording-id.ts"
import type { RecordCommandOptions } from "./record.ts"

export interface RecordRtpCommandOptions extends RecordCommandOptions {
  readonly rtp: number
  /** Seconds. */
  readonly rtpWait?: number
  readonly mcp?: string
}

const WAIT_SECONDS = 30
const SEED_MAX = 2 ** 32 - 1
const PROCESS_TIMEOUT_MS = 120_000
/** A recorder that ends in order stores what it has; one that was killed stores nothing. */
const STORE_TIMEOUT_MS = 20_000
const INTERRUPTED =
  "the recorder ended during the call: what had come is stored, and the counts are of a moment before"
const CALLER = "+15105550100"
const DIALED = "+15105550199"
const AGENT = "1001"

/** Records one call that comes as RTP. Ctrl-C hangs up: what has come is stored. */
export async function recordRtpCommand(
  options: RecordRtpCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const { status, isInterrupted } = await withConnection(options.state, context, (connection) =>
    recordOne(options, { connection, context }),
  )
  if (options.json) {
    const { recordingId, packets, durationMs } = status
    const facts = { recordingIds: [recordingId], rtp: { durationMs, packets } }
    const document = { schema: "gir.record/1", verdict: "held", exitCode: 0, ...facts, errors: [] }
    terminal.out(JSON.stringify(document))
  } else {
    terminal.err(packetLine(status))
    const warnings = [isInterrupted ? INTERRUPTED : null, refusedMoreThanReceived(status)]
    for (const warning of warnings) {
      if (warning !== null) terminal.err(`${terminal.symbol("warning")} ${warning}`)
    }
    terminal.out(status.recordingId)
  }
  return EXIT.held
}

async function recordOne(
  options: RecordRtpCommandOptions,
  { connection, context }: { readonly connection: Connection; readonly context: CommandContext },
): Promise<LiveCallEnd> {
  const { run, jobs } = connection
  const recordingId = newRecordingId(seededRandom(randomInt(SEED_MAX)))
  const client = await liveCallsClient(run, options.mcp)
  try {
    const end = await recordRtp({
      client,
      clock: context.clock,
      signal: context.signal,
      onListening: (listening) => tellListening(listening, context),
      call: {
        recordingId,
        ivrProfileDbid: options.profileDbid ?? run.ivrProfileDbid,
        callerPhoneNumber: CALLER,
        dialedPhoneNumber: DIALED,
        agentId: AGENT,
        connectionId: recordingId.slice(0, 16).toLowerCase(),
        rtpPort: options.rtp,
        waitMs: (options.rtpWait ?? WAIT_SECONDS) * 1_000,
      },
    })
    await awaitProcessed(jobs, recordingId, end)
    return end
  } finally {
    await client.close()
  }
}

/** @throws ERR_MCP_INTERRUPTED when nothing was stored, and what processing failed with. */
async function awaitProcessed(
  jobs: Connection["jobs"],
  recordingId: string,
  { isInterrupted }: LiveCallEnd,
): Promise<void> {
  const where = `recording ${recordingId}`
  const timeoutMs = isInterrupted ? STORE_TIMEOUT_MS : PROCESS_TIMEOUT_MS
  try {
    const outcome = await jobs.waitFor("process-recording", recordingId, { timeoutMs })
    if (outcome.status === "failed") throw new GirError(outcome.code, outcome.message, { where })
  } catch (error) {
    if (!isInterrupted || !isGirError(error, "ERR_QUEUE_WAIT_TIMEOUT")) throw error
    throw new GirError("ERR_MCP_INTERRUPTED", "the recorder was killed during the call", {
      where,
      next: "send the call again",
      cause: error,
    })
  }
}

function tellListening(status: LiveCallStatus, { terminal }: CommandContext): void {
  const { recordingId, address, port } = status
  terminal.err(`${recordingId} listens for RTP on ${address}:${port}, payload types 0 and 8`)
  terminal.err(
    `Ctrl-C hangs up; send a call: ffmpeg -re -i FILE -ar 8000 -ac 1 -f rtp -c:a pcm_mulaw rtp://${address}:${port}`,
  )
}
