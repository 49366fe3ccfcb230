import { createHash } from "node:crypto"
import { Transform, type Readable } from "node:stream"
import type { MediaReceipt, PlaybackProof } from "@gir/contracts"
import type { Faults } from "@gir/sim"

/** What names the format stays, so that only the sound is another one. */
const HEADER_BYTES_MAX = 4_096
const MASK = 0x5a

/** @returns the proof, or that of another plaintext when `rcs.wrong-plaintext` strikes. */
export function perhapsWrongProof(proof: PlaybackProof, faults: Faults): PlaybackProof {
  if (faults.fires("rcs.wrong-plaintext", proof.mediaId) === null) return proof
  const { fingerprint } = proof
  const sha256 = createHash("sha256").update(fingerprint.sha256).digest("hex")
  return { ...proof, fingerprint: { ...fingerprint, sha256 } }
}

/**
 * @param from offset of the first byte of `content` in the media file.
 * @returns the content, or another plaintext of its length when `rcs.wrong-plaintext` strikes.
 */
export function perhapsWrongContent(
  content: Readable,
  { receipt, from }: { readonly receipt: MediaReceipt; readonly from: number },
  faults: Faults,
): Readable {
  if (faults.fires("rcs.wrong-plaintext", receipt.mediaId) === null) return content
  const headerBytes = Math.min(HEADER_BYTES_MAX, Math.floor(receipt.plaintextBytes / 2))
  let at = from
  const wrong = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = Math.min(chunk.length, Math.max(0, headerBytes - at))
      at += chunk.length
      done(null, Buffer.from(chunk.map((byte, offset) => (offset < kept ? byte : byte ^ MASK))))
    },
  })
  content.once("error", (error) => wrong.destroy(error))
  wrong.once("close", () => content.destroy())
  return content.pipe(wrong)
}
