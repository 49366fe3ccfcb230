import { GirError } from "@gir/errors"
import type { RecordingParts } from "./recording-parts.ts"

/**
 * Seed: "the Recording Muxer Script will not be able to mux the call recording and screen recording
 * together, if the call recording is encrypted but the screen recording is not encrypted". The
 * other way round is not documented; it is refused too, since the muxed file would reveal in clear,
 * or hide, what one of its parts does not.
 *
 * @throws ERR_MUX_MIXED_PROTECTION
 */
export function assertSameProtection({ call, screen }: RecordingParts): void {
  const isCallEncrypted = call.protection !== null
  const isScreenEncrypted = screen.protection !== null
  if (isCallEncrypted === isScreenEncrypted) return
  const [encrypted, clear] = isCallEncrypted ? ["call", "screen"] : ["screen", "call"]
  throw new GirError(
    "ERR_MUX_MIXED_PROTECTION",
    `the ${encrypted} is encrypted and the ${clear} is not; both still play apart`,
    {
      fields: { isCallEncrypted, isScreenEncrypted },
      ...(isCallEncrypted ? {} : { next: "Recording tab of the IVR Profile > Add > Save" }),
    },
  )
}
