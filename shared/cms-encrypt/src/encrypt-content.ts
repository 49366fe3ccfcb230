import type { Transform } from "node:stream"
import { keepFreedMemory, type ContentCipher, type SegmentDigests } from "@gir/cms"
import { ciphertextBytes } from "./ciphertext-size.ts"
import { EncryptingStream } from "./encrypting-stream.ts"
import { resolveOptions, type EncryptionOptions } from "./encryption-options.ts"
import { startEnvelope } from "./start-envelope.ts"

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
