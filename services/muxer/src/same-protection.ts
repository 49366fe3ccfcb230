import type { Protection } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { RecordingParts } from "./recording-parts.ts"

/** A clear call with an encrypted screen: refused, or muxed under the screen's protection. */
export type ClearCallPolicy = "refuse" | "mux"

/** @returns what the muxed file is protected by: nothing that was encrypted comes out clear. */
export function muxProtection({ call, screen }: RecordingParts): Protection | null {
  return call.protection ?? screen.protection
}

/**
 * Seed: "the Recording Muxer Script will not be able to mux the call recording and screen recording
 * together, if the call recording is encrypted but the screen recording is not encrypted". The
 * other way round is not documented; it is refused too by default, since the muxed file would hide
 * what one of its parts does not.
 *
 * @throws ERR_MUX_MIXED_PROTECTION
 */
export function assertSameProtection(
  { call, screen }: RecordingParts,
  clearCall: ClearCallPolicy = "refuse",
): void {
  const isCallEncrypted = call.protection !== null
  const isScreenEncrypted = screen.protection !== null
  if (isCallEncrypted === isScreenEncrypted) return
  if (!isCallEncrypted && clearCall === "mux") return
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
