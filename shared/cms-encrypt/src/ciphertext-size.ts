import {
  cipherEntry,
  frameEnvelope,
  GCM_TAG_BYTES,
  type ContentCipher,
  type ContentEncryptionAlgorithm,
} from "@gir/cms"
import {
  resolveOptions,
  type EncryptionOptions,
  type ResolvedOptions,
} from "./encryption-options.ts"
import { unwrittenRecipientInfos } from "./wrap-cek.ts"

/**
 * Exact size of what `encryptContent` writes for the same options, known before the first byte.
 *
 * @throws as `encryptContent`
 */
export function encryptedSize(
  options: EncryptionOptions & { readonly contentBytes: number },
): number {
  const resolved = resolveOptions(options)
  const { head, tailBytes } = frameEnvelope(
    {
      recipientInfos: unwrittenRecipientInfos(resolved),
      hasVersion2Recipient: resolved.recipientId === "subjectKeyIdentifier",
      contentEncryptionAlgorithm: unwrittenAlgorithm(resolved),
    },
    ciphertextBytes(resolved.cipher, options.contentBytes),
  )
  return head.length + ciphertextBytes(resolved.cipher, options.contentBytes) + tailBytes
}

/** GCM is as long as its plaintext; CBC always pads, a whole block when the last one is full. */
export function ciphertextBytes(cipher: ContentCipher, plaintextBytes: number): number {
  const { mode, blockBytes } = cipherEntry(cipher)
  if (mode === "gcm") return plaintextBytes
  return (Math.floor(plaintextBytes / blockBytes) + 1) * blockBytes
}

function unwrittenAlgorithm({ cipher }: ResolvedOptions): ContentEncryptionAlgorithm {
  const { mode, ivBytes } = cipherEntry(cipher)
  return { cipher, iv: new Uint8Array(ivBytes), tagBytes: mode === "gcm" ? GCM_TAG_BYTES : 0 }
}
