import { randomBytes } from "node:crypto"
import type { RecordedCall, RecordOneCall } from "@gir/contracts"
import { GirError, isGirError, type ErrorCode } from "@gir/errors"
import { isRecordingProfile } from "@gir/ivr-profile"
import type { Jobs } from "@gir/queue"
import type { GaxParts } from "../gax-parts.ts"

const RECORDING_ID_BYTES = 16
const CALLER = "+15105550100"
const DIALED = "+15105550199"
const AGENT = "1001"
const SCREEN_MS = 5_000
/** Longer than the recorder takes for the built-in call, and shorter than a browser waits. */
const WAIT_MS = 20_000
/** The recorder says no to these on purpose. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(["ERR_MCP_NO_USABLE_RECIPIENT"])

/**
 * Offers a call, as Resource Manager would: on the first enabled recording profile, with the
 * built-in sound. Waits until Web Services has it, or the recorder says no.
 *
 * @throws ERR_NOT_FOUND without an enabled recording profile, ERR_DATABASE_UNAVAILABLE
 */
export async function recordOneCall(
  { withScreen }: RecordOneCall,
  { peers, jobs, recordings, logger }: GaxParts,
): Promise<RecordedCall> {
  const profiles = await peers.configServer.profiles()
  const usable = profiles.filter((each) => each.isEnabled && isRecordingProfile(each.options))
  const [profile] = usable.toSorted((a, b) => a.dbid - b.dbid)
  if (profile === undefined) {
    throw new GirError("ERR_NOT_FOUND", "no enabled profile records calls")
  }
  const recordingId = randomBytes(RECORDING_ID_BYTES).toString("hex").toUpperCase()
  await offer(jobs, { recordingId, ivrProfileDbid: profile.dbid, withScreen })
  logger.info({ recordingId, ivrProfileDbid: profile.dbid }, "a call was offered")
  const recorded = await outcomeOf(jobs, recordingId)
  recordings.forget()
  return recorded
}

async function offer(
  jobs: Jobs,
  call: { recordingId: string; ivrProfileDbid: number; withScreen: boolean },
): Promise<void> {
  const { recordingId, ivrProfileDbid, withScreen } = call
  const source = { kind: "built-in" } as const
  await jobs.add("record-call", {
    recordingId,
    ivrProfileDbid,
    callerPhoneNumber: CALLER,
    dialedPhoneNumber: DIALED,
    agentId: AGENT,
    connectionId: recordingId.slice(0, 16).toLowerCase(),
    source,
    channels: "keep",
    pace: "fast",
  })
  if (!withScreen) return
  await jobs.add("record-screen", { recordingId, agentId: AGENT, source, durationMs: SCREEN_MS })
}

async function outcomeOf(jobs: Jobs, recordingId: string): Promise<RecordedCall> {
  const quiet = { recordingId, code: null, message: null }
  try {
    for (const name of ["record-call", "process-recording"] as const) {
      const outcome = await jobs.waitFor(name, recordingId, { timeoutMs: WAIT_MS })
      if (outcome.status === "done") continue
      const { code, message } = outcome
      return { recordingId, status: REFUSALS.has(code) ? "refused" : "fails", code, message }
    }
    return { ...quiet, status: "held" }
  } catch (error) {
    if (isGirError(error, "ERR_QUEUE_WAIT_TIMEOUT")) return { ...quiet, status: "running" }
    throw error
  }
}
