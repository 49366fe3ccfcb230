import type { RecordCall, StoredReference } from "@gir/contracts"
import type { IvrProfile } from "@gir/ivr-profile"
import type { CapturedMedia } from "@gir/media"
import type { Clock } from "@gir/sim"
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
}

/**
 * Records one call: flow 1, steps 2 to 5. May be called again, and at the same time, for the same
 * call: one media file stays, and every caller is told that one.
 *
 * @throws ERR_MCP_…, ERR_CONFIG_PROFILE_INVALID, ERR_MEDIA_…, ERR_STORAGE_…, ERR_DATABASE_…; nothing
 * half-written is left.
 */
export async function recordCall(
  call: RecordCall,
  deps: RecordCallDeps,
  signal: AbortSignal,
): Promise<StoredReference> {
  const earlier = await deps.handOver.handedOverBefore(call.recordingId)
  if (earlier !== null) return earlier
  const profile = await deps.pinProfile(call.ivrProfileDbid)
  const startTime = deps.clock.now()
  const { recipients } = await deps.selectRecipients(profile, startTime)
  const audio = await deps.captureAudio(call, profile)
  const media = await deps.storeCall({ call, profile, recipients, audio, startTime, signal })
  return deps.handOver.offer({
    call: describeCall(call, { profile, media, mcp: deps.node }),
    media,
  })
}
