import { createCipheriv, randomFillSync, type CipherGCM, type CipherGCMTypes } from "node:crypto"
import type { Transform } from "node:stream"
import {
  cipherEntry,
  frameEnvelope,
  GCM_TAG_BYTES,
  keepFreedMemory,
  secretBuffer,
  type ContentCipher,
  type EnvelopeFrame,
  type SegmentDigests,
} from "@gir/cms"
import { ciphertextBytes } from "./ciphertext-size.ts"
import { EncryptingStream } from "./encrypting-stream.ts"
import {
  resolveOptions,
  type EncryptionOptions,
  type ResolvedOptions,
} from "./encryption-options.ts"
import { wrapCek } from "./wrap-cek.ts"

/** One envelope being written. */
export interface ContentEncryption {
  /** Plaintext in, CMS bytes out. */
  readonly stream: Transform
  readonly cipher: ContentCipher
  /** Exact size of the output, or `null` when the content's size was not given. */
  readonly encryptedBytes: number | null
  /** Digests of the output. @throws Error before the stream has ended, or with `isDigested: false`. */
  readonly segments: () => SegmentDigests
}

/**
 * Starts an envelope: a fresh CEK, wrapped to every recipient, and a stream that encrypts content
 * under it. Nothing of the CEK remains here when this function returns; the cipher has its own.
 *
 * @example
 * const { stream } = encryptContent({ recipients: [certificate], envelopeProfile: "modern" })
 * await pipeline(source, stream, destination)
 *
 * @throws ERR_CMS_RECIPIENT_COUNT, ERR_CMS_RECIPIENT_UNUSABLE, ERR_CMS_LIMIT_EXCEEDED. The stream
 * fails with ERR_CMS_CONTENT_LENGTH when the content is not as long as announced.
 */
export function encryptContent(options: EncryptionOptions): ContentEncryption {
  keepFreedMemory()
  const resolved = resolveOptions(options)
  const { cipher, contentBytes, isDigested } = resolved
  const { frame, aes } = startEnvelope(resolved)
  const stream = new EncryptingStream({ frame, aes, cipher, contentBytes, isDigested })
  const encryptedBytes =
    contentBytes === null
      ? null
      : frame.head.length + ciphertextBytes(cipher, contentBytes) + frame.tailBytes
  return { stream, cipher, encryptedBytes, segments: () => stream.segments() }
}

function startEnvelope(resolved: ResolvedOptions): { frame: EnvelopeFrame; aes: CipherGCM } {
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
