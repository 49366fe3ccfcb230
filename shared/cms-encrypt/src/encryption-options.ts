import {
  cipherEntry,
  ENVELOPE_PROFILES,
  MAX_GCM_CONTENT_BYTES,
  type ContentCipher,
  type EnvelopeProfile,
  type KeyTransport,
  type RecipientIdentifierKind,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"

export interface EncryptionOptions {
  /** Whoever holds the key of one of these certificates can open the envelope; 1 to 64. */
  readonly recipients: readonly Certificate[]
  /** Chooses the cipher and the key transport where they are not named. */
  readonly envelopeProfile: EnvelopeProfile
  readonly cipher?: ContentCipher
  readonly keyTransport?: KeyTransport
  /** How a recipient is named. Default `issuerAndSerialNumber`. */
  readonly recipientId?: RecipientIdentifierKind
  /** Length of the content when it is known: then the envelope is DER, and its size is known. */
  readonly contentBytes?: number
  /** Record digests of the output; see `segments()`. Default true. */
  readonly isDigested?: boolean
}

/** The same with every default filled in. */
export interface ResolvedOptions {
  readonly recipients: readonly Certificate[]
  readonly cipher: ContentCipher
  readonly keyTransport: KeyTransport
  readonly recipientId: RecipientIdentifierKind
  readonly contentBytes: number | null
  readonly isDigested: boolean
}

/** @throws ERR_CMS_LIMIT_EXCEEDED when AES-GCM cannot take that much under one key. */
export function resolveOptions(options: EncryptionOptions): ResolvedOptions {
  const profile = ENVELOPE_PROFILES[options.envelopeProfile]
  const resolved = {
    recipients: options.recipients,
    cipher: options.cipher ?? profile.cipher,
    keyTransport: options.keyTransport ?? profile.keyTransport,
    recipientId: options.recipientId ?? "issuerAndSerialNumber",
    contentBytes: options.contentBytes ?? null,
    isDigested: options.isDigested ?? true,
  }
  assertContentSize(resolved.cipher, resolved.contentBytes ?? 0)
  return resolved
}

/** @throws ERR_CMS_LIMIT_EXCEEDED */
export function assertContentSize(cipher: ContentCipher, contentBytes: number): void {
  if (cipherEntry(cipher).mode !== "gcm" || contentBytes <= MAX_GCM_CONTENT_BYTES) return
  throw new GirError("ERR_CMS_LIMIT_EXCEEDED", "the content is too long for AES-GCM", {
    fields: { contentBytes, limit: MAX_GCM_CONTENT_BYTES },
    next: "Use AES-CBC with digests, or cut the content",
  })
}
