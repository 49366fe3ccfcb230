import {
  cipherEntry,
  keepFreedMemory,
  SegmentDigester,
  type ContentCipher,
  type SegmentDigests,
} from "@gir/cms"
import { resolveOptions, type EncryptionOptions } from "./encryption-options.ts"
import { startEnvelope } from "./start-envelope.ts"
import { stepsOf } from "./update-steps.ts"

/** One envelope, whole. */
export interface EncryptedEnvelope {
  /** Its bytes in order: head, content, tail. To join them would copy the content for nothing. */
  readonly parts: readonly Uint8Array[]
  readonly cipher: ContentCipher
  /** Digests of these bytes; `null` with `isDigested: false`. */
  readonly segments: SegmentDigests | null
}

/**
 * Encrypts content that is in memory, at once: for many short recordings, where a stream would cost
 * half of what AES does. The envelope is DER, and the same that `encryptContent` would write.
 *
 * @throws ERR_CMS_RECIPIENT_COUNT, ERR_CMS_RECIPIENT_UNUSABLE, ERR_CMS_LIMIT_EXCEEDED
 */
export function encryptEnvelope(
  content: Uint8Array,
  options: Omit<EncryptionOptions, "contentBytes">,
): EncryptedEnvelope {
  keepFreedMemory()
  const resolved = resolveOptions({ ...options, contentBytes: content.length })
  const { cipher, isDigested } = resolved
  const { frame, aes } = startEnvelope(resolved)
  const parts: Uint8Array[] = [frame.head]
  for (const step of stepsOf(content)) parts.push(aes.update(step))
  parts.push(aes.final())
  parts.push(frame.tail(cipherEntry(cipher).mode === "gcm" ? aes.getAuthTag() : null))
  return { parts, cipher, segments: isDigested ? digestsOf(parts) : null }
}

function digestsOf(parts: readonly Uint8Array[]): SegmentDigests {
  const digester = new SegmentDigester()
  for (const part of parts) digester.update(part)
  return digester.finish()
}
