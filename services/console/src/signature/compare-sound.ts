import type { Fingerprint } from "@gir/contracts"
import type { WavSound } from "./read-wav.ts"

/**
 * Compares the bytes that were played with the fingerprint of the original, in the page itself.
 *
 * @returns null when this page cannot: neither 16-bit PCM nor G.711, or an address that the browser does not trust
 * with cryptography. Then only RCS can prove it.
 */
export async function isOriginal(
  bytes: ArrayBuffer,
  sound: WavSound | null,
  original: Fingerprint,
): Promise<boolean | null> {
  const { subtle } = window.crypto
  if (subtle === undefined) return null
  if (original.kind === "bytes") return (await sha256(subtle, bytes)) === original.sha256
  if (sound === null) return null
  const { channels, samples, sampleRate } = sound
  const canonical = original.kind === "pcm16" ? in16Bits(samples) : in32Bits(samples)
  const isSameShape =
    channels === original.channels &&
    sampleRate === original.sampleRate &&
    samples.length === original.sampleCount * channels
  return isSameShape && (await sha256(subtle, canonical)) === original.sha256
}

/** Samples as little-endian integers: what the recorder takes SHA-256 of. */
function in16Bits(samples: Int16Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [index, sample] of samples.entries()) view.setInt16(index * 2, sample, true)
  return view.buffer
}

/** Left-aligned, as earlier recorders did it. */
function in32Bits(samples: Int16Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(samples.length * 4))
  for (const [index, sample] of samples.entries()) view.setInt32(index * 4, sample << 16, true)
  return view.buffer
}

async function sha256(subtle: SubtleCrypto, bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes))
  return [...digest].map((octet) => octet.toString(16).padStart(2, "0")).join("")
}
