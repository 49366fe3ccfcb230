import { randomBytes } from "node:crypto"
import { MEDIA_EXTENSIONS } from "@gir/contracts"
import type { RecordingParts } from "./recording-parts.ts"
import { muxProtection } from "./same-protection.ts"

const MUX_SUFFIX = "_mux.mp4"
const MUX_OBJECT = /_mux\.mp4(\.p7m)?$/

/** Names a muxed file after its call; each try writes under a key of its own. */
export function nameMux(
  recordingId: string,
  parts: RecordingParts,
): { fileName: string; storageKey: string } {
  const { call } = parts
  const extension = MEDIA_EXTENSIONS[call.type]
  const { fileName } = call
  const name = fileName.endsWith(extension) ? fileName.slice(0, -extension.length) : fileName
  const attemptId = randomBytes(4).toString("hex")
  const suffix = muxProtection(parts) === null ? "" : ".p7m"
  const muxName = `${name}${MUX_SUFFIX}`
  return { fileName: muxName, storageKey: `${recordingId}/${attemptId}/${muxName}${suffix}` }
}

/** @returns true for a muxed file's key; call and screen of the same recording end otherwise. */
export function isMuxObject(storageKey: string): boolean {
  return MUX_OBJECT.test(storageKey)
}
