import { encodeHeader, TAG } from "@gir/asn1"

/**
 * Octets of one OCTET STRING of a content whose length is not known beforehand. At this size the
 * headers between the pieces cost nothing that can be measured, and every call in progress holds
 * no more than one piece.
 */
export const PIECE_BYTES = 65_536

const PIECE_HEADER = encodeHeader(TAG.octetString, PIECE_BYTES)

/** Cuts the encrypted content into pieces of equal length; only the last one may be shorter. */
export class PieceCutter {
  #pending: Uint8Array[] = []
  #pendingBytes = 0

  /** @returns the next bytes to write: whole pieces only, so that their lengths stay equal. */
  add(octets: Uint8Array): readonly Uint8Array[] {
    const ready: Uint8Array[] = []
    let rest = octets
    while (this.#pendingBytes + rest.length >= PIECE_BYTES) {
      const missing = PIECE_BYTES - this.#pendingBytes
      ready.push(PIECE_HEADER, ...this.#pending, rest.subarray(0, missing))
      rest = rest.subarray(missing)
      this.#pending = []
      this.#pendingBytes = 0
    }
    if (rest.length > 0) this.#pending.push(rest)
    this.#pendingBytes += rest.length
    return ready
  }

  /** @returns the last, shorter piece; nothing when the content ended with a full one. */
  finish(): readonly Uint8Array[] {
    if (this.#pendingBytes === 0) return []
    return [encodeHeader(TAG.octetString, this.#pendingBytes), ...this.#pending]
  }
}
