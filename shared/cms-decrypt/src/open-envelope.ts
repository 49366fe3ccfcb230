import type { Readable } from "node:stream"
import {
  byteSource,
  cipherEntry,
  heldSource,
  keepFreedMemory,
  locateContent,
  MAX_GCM_CONTENT_BYTES,
  readEnvelopeHeader,
  removeArmor,
  type ByteSource,
  type CiphertextSource,
  type ContentLayout,
  type EnvelopeHeader,
  type SegmentDigests,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import { contentNotices, type ContentPolicy } from "./content-policy.ts"
import { ContentReader } from "./content-reader.ts"
import type { RecipientKey } from "./recipient-key.ts"
import { retainedSource } from "./retained-source.ts"
import { unwrapWithAny } from "./unwrap-with-any.ts"
import { verifiedSource, verifySegments } from "./verified-source.ts"

export interface OpenOptions {
  /** Tried in order; the first one that the envelope names opens it. */
  readonly keys: readonly RecipientKey[]
  /** The writer's digests of the stored bytes, or `null` for a file of which none are known. */
  readonly segments: SegmentDigests | null
  readonly policy: ContentPolicy
}

/** An envelope whose content can be read, whole or in parts, until it is closed. */
export interface OpenedEnvelope {
  readonly header: EnvelopeHeader
  /** The certificate of the key that opened it; `null` when the key has none. */
  readonly openedBy: Certificate | null
  /** What the policy let pass, one sentence each. */
  readonly notices: readonly string[]
  /** Size of the plaintext. @throws ERR_CMS_DECRYPTION_FAILED when the content's end is broken. */
  contentBytes(): Promise<number>
  /**
   * Plaintext `from` up to, but without, `to`; all of it without a range. The stream fails with
   * ERR_CMS_SEGMENT_DIGEST, ERR_CMS_DECRYPTION_FAILED or ERR_CMS_RANGE before it yields anything
   * that was not verified. May be called any number of times.
   */
  content(range?: { readonly from: number; readonly to: number }): Readable
  /** Clears the CEK. Streams that have begun go on; new ones fail. May be called twice. */
  close(): void
}

/**
 * Opens an envelope: finds the recipient, unwraps the CEK, and makes sure that nothing unverified
 * will be released. Reads the header only, when digests are given: the rest is read as the content
 * is asked for. Close what it returns.
 *
 * @throws ERR_CMS_NO_RECIPIENT with `fields.recipients`, ERR_CMS_SEGMENT_DIGEST,
 * ERR_CMS_DECRYPTION_FAILED, ERR_CMS_MALFORMED, ERR_CMS_UNSUPPORTED, ERR_CMS_LIMIT_EXCEEDED,
 * ERR_CMS_UNAUTHENTICATED_CONTENT, ERR_CMS_LEGACY_CIPHER
 */
export async function openEnvelope(
  source: CiphertextSource,
  options: OpenOptions,
): Promise<OpenedEnvelope> {
  const { segments } = options
  const stored = byteSource(source)
  const checked = segments === null ? stored : verifiedSource(stored, segments)
  const { reader, ...opened } = await unlock(await retainedSource(checked), options)
  try {
    if (segments === null) await reader.verifyAll()
  } catch (error) {
    reader.close()
    throw error
  }
  return {
    ...opened,
    contentBytes: () => reader.contentBytes(),
    content: (range) => reader.content(range),
    close: () => reader.close(),
  }
}

interface Unlocked extends Pick<OpenedEnvelope, "header" | "openedBy" | "notices"> {
  /** The caller closes it. */
  readonly reader: ContentReader
}

/** Everything in front of the content, and the CEK. The source is already checked, or cannot be. */
async function unlock(
  source: ByteSource,
  { keys, segments, policy }: OpenOptions,
): Promise<Unlocked> {
  keepFreedMemory()
  const { envelope } = await removeArmor(source)
  const header = await readEnvelopeHeader(envelope)
  const isVerified = segments !== null
  const notices = contentNotices(header, { policy, isVerified })
  const layout = await locateContent(envelope, header, { isVerified })
  assertContentLength(header, layout)
  const { cek, key } = await unwrapWithAny(keys, header)
  const isRetained = (source.held?.(0, source.totalBytes) ?? null) !== null
  const reader = new ContentReader({ header, layout, envelope, isRetained, cek })
  return { header, openedBy: key.certificate ?? null, notices, reader }
}

/** The whole of an envelope that was in memory. */
export interface DecryptedEnvelope extends Pick<OpenedEnvelope, "header" | "openedBy" | "notices"> {
  readonly content: Buffer
}

/**
 * Decrypts an envelope that is in memory, at once: for many short recordings, where a stream would
 * cost as much as AES does. It takes the same forms, and nothing unverified is returned either.
 *
 * @throws as {@link openEnvelope} and its content do.
 */
export async function decryptEnvelope(
  bytes: Uint8Array,
  options: OpenOptions,
): Promise<DecryptedEnvelope> {
  const { segments } = options
  if (segments !== null) verifySegments(bytes, segments)
  const { reader, ...opened } = await unlock(heldSource(bytes), options)
  try {
    return { ...opened, content: await reader.whole() }
  } finally {
    reader.close()
  }
}

/** Visible without a key, and so no secret: no cipher has written such a length. */
function assertContentLength(header: EnvelopeHeader, { contentBytes }: ContentLayout): void {
  const { mode, blockBytes, title } = cipherEntry(header.contentEncryptionAlgorithm.cipher)
  if (mode === "gcm" && contentBytes > MAX_GCM_CONTENT_BYTES) {
    throw new GirError("ERR_CMS_LIMIT_EXCEEDED", "the content is too long for AES-GCM", {
      fields: { contentBytes, limit: MAX_GCM_CONTENT_BYTES },
    })
  }
  if (mode === "cbc" && (contentBytes === 0 || contentBytes % blockBytes !== 0)) {
    const message = `${contentBytes} bytes are no whole number of blocks of ${title}`
    throw new GirError("ERR_CMS_MALFORMED", message, { fields: { contentBytes } })
  }
}
