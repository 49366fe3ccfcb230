import type { StoredReference } from "@gir/contracts"
import { captureLive, machinePacer, type LiveSound } from "@gir/media"
import { findAlertTone, type AlertToneOptions } from "../alert-tone.ts"
import { describeCall } from "../describe-call.ts"
import type { RecordCallDeps } from "../record-call.ts"
import type { CallFacts } from "../store-call.ts"

export interface RecordLiveCallDeps extends Pick<
  RecordCallDeps,
  "node" | "clock" | "pinProfile" | "selectRecipients" | "storeCall" | "handOver" | "calls"
> {
  readonly alertTone: AlertToneOptions
}

/**
 * Records a call while it is spoken: as {@link recordCall}, from the sound's first packet on. The
 * recipients are those of its start, because nothing is kept that could be encrypted again.
 *
 * @throws as `recordCall`; the sound is then lost, and nothing half-written is left.
 */
export async function recordLiveCall(
  call: CallFacts,
  deps: RecordLiveCallDeps,
  { sound, signal }: { readonly sound: LiveSound; readonly signal: AbortSignal },
): Promise<StoredReference> {
  const startTime = beginOf(sound, deps.clock.now())
  const profile = await deps.pinProfile(call.ivrProfileDbid)
  const { recipients } = await deps.selectRecipients(profile, startTime)
  const media = await deps.calls.during(async () => {
    const audio = await captureLive(sound, {
      type: profile.mimeType,
      mp3BitRateKbps: profile.mp3BitRateKbps,
      channels: "keep",
      alertTone: await findAlertTone(profile, deps.alertTone),
    })
    return deps.storeCall({ call, profile, recipients, audio, startTime, signal })
  })
  return deps.handOver.offer({
    call: describeCall(call, { profile, media, mcp: deps.node }),
    media,
  })
}

/** A call is known to be one only when its second packet comes; it began with the first. */
function beginOf({ beganMs }: LiveSound, now: Date): Date {
  const agoMs = Math.max(Math.round(machinePacer.nowMs() - beganMs), 0)
  return new Date(now.getTime() - agoMs)
}
