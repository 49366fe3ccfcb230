import type { Decipher } from "node:crypto"
import {
  contentOctets,
  type Batches,
  type ByteSource,
  type ContentEncryptionAlgorithm,
  type ContentLayout,
  type EnvelopeTrailer,
  type OctetRange,
} from "@gir/cms"

/** Where the CEK lives while an envelope is open: lent to ciphers, and cleared at the end. */
export interface CekHolder {
  /** @throws Error after `clear`: zeros are no key. */
  use<T>(make: (cek: Uint8Array) => T): T
  clear(): void
}

export function cekHolder(cek: Uint8Array): CekHolder {
  let isCleared = false
  return {
    use: (make) => {
      if (isCleared) throw new Error("the envelope is closed")
      return make(cek)
    },
    clear: () => {
      isCleared = true
      cek.fill(0)
    },
  }
}

/** What the two modes need to decrypt a stretch of content. */
export interface DecryptionContext {
  readonly algorithm: ContentEncryptionAlgorithm
  readonly cek: CekHolder
  readonly envelope: ByteSource
  readonly layout: ContentLayout
  /** What stands behind the content; read when it is first needed. */
  trailer(): Promise<EnvelopeTrailer>
}

/** Encrypted content octets of an open envelope. */
export function octetsOf({ envelope, layout }: DecryptionContext, range: OctetRange): Batches {
  return contentOctets(envelope, layout, range)
}

/** Frees a cipher that will not be finished: OpenSSL then clears its copy of the key. */
export function release(decipher: Decipher): void {
  try {
    decipher.final()
  } catch {
    // Unfinished input, or it was finished before: the key is gone either way.
  }
}
