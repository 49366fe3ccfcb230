import type { RecordCall } from "@gir/contracts"
import type { IvrProfile } from "@gir/ivr-profile"
import { captureCall, type CapturedMedia } from "@gir/media"
import { findAlertTone, type AlertToneOptions } from "./alert-tone.ts"

/**
 * Opens the call's audio in the form that the profile asks for.
 *
 * @returns a function that throws ERR_MEDIA_… when the source cannot be recorded.
 */
export function audioCapture(options: AlertToneOptions) {
  return async (call: RecordCall, profile: IvrProfile): Promise<CapturedMedia> =>
    captureCall({
      source: call.source,
      type: profile.mimeType,
      mp3BitRateKbps: profile.mp3BitRateKbps,
      channels: call.channels,
      pace: call.pace,
      alertTone: await findAlertTone(profile, options),
    })
}
