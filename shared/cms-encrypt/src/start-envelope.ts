import { createCipheriv, randomFillSync, type CipherGCM, type CipherGCMTypes } from "node:crypto"
import {
  cipherEntry,
  frameEnvelope,
  GCM_TAG_BYTES,
  secretBuffer,
  type EnvelopeFrame,
} from "@gir/cms"
import { ciphertextBytes } from "./ciphertext-size.ts"
import type { ResolvedOptions } from "./encryption-options.ts"
import { wrapCek } from "./wrap-cek.ts"

/** What stands around the content, and the cipher for it. */
export interface StartedEnvelope {
  readonly frame: EnvelopeFrame
  /** Keyed and ready; for CBC the GCM methods are simply not called. */
  readonly aes: CipherGCM
}

/** Makes a fresh CEK, wraps it to every recipient, keys the cipher with it, and forgets it. */
export function startEnvelope(resolved: ResolvedOptions): StartedEnvelope {
  const { cipher, contentBytes } = resolved
  const { cekBytes, ivBytes, mode, nodeName } = cipherEntry(cipher)
  const tagBytes = mode === "gcm" ? GCM_TAG_BYTES : 0
  // One call of the generator for both: each costs 2 µs, whatever its length.
  const random = randomFillSync(secretBuffer(cekBytes + ivBytes))
  const cek = random.subarray(0, cekBytes)
  const iv = Buffer.from(random.subarray(cekBytes))
  try {
    const frame = frameEnvelope(
      {
        recipientInfos: wrapCek(cek, resolved),
        hasVersion2Recipient: resolved.recipientId === "subjectKeyIdentifier",
        contentEncryptionAlgorithm: { cipher, iv, tagBytes },
      },
      contentBytes === null ? null : ciphertextBytes(cipher, contentBytes),
    )
    const aesOptions = mode === "gcm" ? { authTagLength: tagBytes } : undefined
    // For CBC the name is a cast: the GCM methods of the type are not called then.
    const aes = createCipheriv(nodeName as CipherGCMTypes, cek, iv, aesOptions)
    return { frame, aes }
  } finally {
    random.fill(0)
  }
}
