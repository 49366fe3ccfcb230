import { addAbortSignal } from "node:stream"
import type { RecordCall, StoredReference } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import type { CapturedMedia } from "@gir/media"
import type { Clock } from "@gir/sim"
import type { CallsInProgress } from "./calls-in-progress.ts"
import { describeCall } from "./describe-call.ts"
import type { HandOver } from "./hand-over.ts"
import type { RecipientSelection } from "./select-recipients.ts"
import type { StoreCall } from "./store-call.ts"

export interface RecordCallDeps {
  /** Name of this Media Control Platform. */
  readonly node: string
  readonly clock: Clock
  /** A rotation never changes a call in flight: what is pinned here serves the whole call. */
  readonly pinProfile: (ivrProfileDbid: number) => Promise<IvrProfile>
  readonly selectRecipients: (profile: IvrProfile, at: Date) => Promise<RecipientSelection>
  readonly captureAudio: (call: RecordCall, profile: IvrProfile) => Promise<CapturedMedia>
  readonly storeCall: StoreCall
  readonly handOver: HandOver
  readonly calls: CallsInProgress
}

/**
 * Records one call: flow 1, steps 2 to 5. May be called again, and at the same time, for the same
 * call: one media file stays, and every caller is told that one.
 *
 * @throws ERR_MCP_NOT_CHOSEN when the call is another recorder's, ERR_MCP_…, ERR_CONFIG_PROFILE_INVALID, ERR_MEDIA_…, ERR_STORAGE_…, ERR_DATABASE_…; nothing
 * half-written is left.
 */
export async function recordCall(
  call: RecordCall,
  deps: RecordCallDeps,
  signal: AbortSignal,
): Promise<StoredReference> {
  assertChosen(call, deps.node)
  const earlier = await deps.handOver.handedOverBefore(call.recordingId)
  if (earlier !== null) return earlier
  const begun = await deps.pinProfile(call.ivrProfileDbid)
  const startTime = deps.clock.now()
  const isLate = begun.recipientsChosen === "at-finalise"
  if (isLate) await deps.calls.during(() => untilCallEnds(call, begun, { deps, signal }))
  const profile = isLate ? await deps.pinProfile(call.ivrProfileDbid) : begun
  const { recipients } = await deps.selectRecipients(profile, isLate ? deps.clock.now() : startTime)
  const media = await deps.calls.during(async () => {
    const audio = await deps.captureAudio(isLate ? { ...call, pace: "fast" } : call, profile)
    return deps.storeCall({ call, profile, recipients, audio, startTime, signal })
  })
  return deps.handOver.offer({
    call: describeCall(call, { profile, media, mcp: deps.node }),
    media,
  })
}

/**
 * A recorder that chooses its recipients when a call ends keeps it until then. Here its source is
 * read again in its place, so that no clear audio is kept anywhere.
 */
async function untilCallEnds(
  call: RecordCall,
  profile: IvrProfile,
  { deps, signal }: { readonly deps: RecordCallDeps; readonly signal: AbortSignal },
): Promise<void> {
  const { stream } = await deps.captureAudio(call, profile)
  // Given up already, the stream fails before it is read; unheard, that ends the process.
  stream.on("error", () => undefined)
  for await (const chunk of addAbortSignal(signal, stream)) void chunk
}

/** The chosen recorder is there; it only has to be the one that takes the job. */
const HAND_BACK_MS = 50

/** The queue gives a call to whichever recorder is free; Resource Manager may have chosen one. */
function assertChosen({ mcp }: RecordCall, node: string): void {
  if (mcp === undefined || mcp === node) return
  throw new GirError("ERR_MCP_NOT_CHOSEN", `the call is for ${mcp}`, {
    fields: { mcp, node, retryInMs: HAND_BACK_MS },
  })
}
