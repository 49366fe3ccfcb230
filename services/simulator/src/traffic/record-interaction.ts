import type { MediaSource } from "@gir/contracts"
import { GirError, type ErrorCode } from "@gir/errors"
import { addTogether, type JobOutcome, type Jobs } from "@gir/queue"

/** A call, and the agent's screen beside it when one is recorded. */
export interface Interaction {
  readonly recordingId: string
  readonly ivrProfileDbid: number
  readonly agentId: string
  readonly audio: MediaSource
  /** Null when only the call is recorded. */
  readonly screen: { readonly source: MediaSource; readonly durationMs: number } | null
  readonly pace: "fast" | "real-time"
  readonly channels: "keep" | "mix"
  /** The Media Control Platform that Resource Manager chooses; absent: whichever is free. */
  readonly mcp?: string
}

/** How the mux of an interaction ended. */
export type MuxEnd =
  | { readonly status: "muxed" }
  | { readonly status: "refused"; readonly code: ErrorCode; readonly message: string }

const CALLER = "+15105550100"
const DIALED = "+15105550199"
const RECORD_TIMEOUT_MS = 120_000

/** Offers the jobs of an interaction to whichever recorder is free. */
export async function offerInteraction(jobs: Jobs, interaction: Interaction): Promise<void> {
  const attributes = { "gir.recording.id": interaction.recordingId }
  await addTogether(jobs, { name: "record interaction", attributes }, () =>
    addParts(jobs, interaction),
  )
}

async function addParts(jobs: Jobs, interaction: Interaction): Promise<void> {
  const { recordingId, agentId, screen } = interaction
  await jobs.add("record-call", {
    recordingId,
    ivrProfileDbid: interaction.ivrProfileDbid,
    callerPhoneNumber: CALLER,
    dialedPhoneNumber: DIALED,
    agentId,
    connectionId: recordingId.slice(0, 16).toLowerCase(),
    source: interaction.audio,
    channels: interaction.channels,
    pace: interaction.pace,
    ...(interaction.mcp === undefined ? {} : { mcp: interaction.mcp }),
  })
  if (screen === null) return
  await jobs.add("record-screen", { recordingId, agentId, ...screen })
}

/**
 * Waits until everything of an interaction is stored and known to Web Services.
 *
 * @throws the code that the recorder ended with, when a part could not be recorded.
 */
export async function awaitRecorded(
  jobs: Jobs,
  interaction: Interaction,
  extraMs = 0,
): Promise<void> {
  const timeoutMs = RECORD_TIMEOUT_MS + extraMs
  const { recordingId } = interaction
  demandDone(await jobs.waitFor("record-call", recordingId, { timeoutMs }), recordingId)
  demandDone(await jobs.waitFor("process-recording", recordingId, { timeoutMs }), recordingId)
  if (interaction.screen === null) return
  demandDone(await jobs.waitFor("record-screen", recordingId, { timeoutMs }), recordingId)
}

/** Waits for the muxer, which Web Services asks as soon as both parts are there. */
export async function awaitMux(jobs: Jobs, recordingId: string): Promise<MuxEnd> {
  const outcome = await jobs.waitFor("mux-recording", recordingId, { timeoutMs: RECORD_TIMEOUT_MS })
  if (outcome.status === "done") return { status: "muxed" }
  const { code, message } = outcome
  return { status: "refused", code, message }
}

function demandDone(
  outcome: JobOutcome<"record-call" | "process-recording" | "record-screen">,
  recordingId: string,
): void {
  if (outcome.status === "done") return
  throw new GirError(outcome.code, outcome.message, { where: `recording ${recordingId}` })
}
