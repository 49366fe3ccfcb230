import type { Readable } from "node:stream"
import { verifiedContent, type CiphertextSource } from "@gir/cms-decrypt"
import type { MediaReceipt } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import { beginSpan, failureOf, recordingSpan } from "@gir/trace"
import type { DecryptPool } from "./decrypt-pool/decrypt-pool.ts"
import type { PooledEnvelope, PoolKey } from "./decrypt-pool/pooled-envelope.ts"
import type { Keystore, KeystoreEntry } from "./keystore.ts"
import type { MediaRange } from "./media-range.ts"
import type { RcsRecords } from "./records/rcs-records.ts"
import type { RecordingsClient } from "./recordings-client.ts"

export interface OpenMediaDeps extends Pick<RcsRecords, "audit" | "formerCertificates"> {
  readonly logger: Logger
  readonly recordings: RecordingsClient
  readonly keystore: Keystore
  readonly decryptPool: DecryptPool
}

/** A stored media file that is ready to play. */
export interface OpenedMedia {
  readonly receipt: MediaReceipt
  /** Serial number of the certificate whose key opened it; null for a clear media file. */
  readonly openedBy: string | null
  /** The clear media: no byte of a segment leaves before the whole segment was verified. */
  content(range?: MediaRange): Readable
  /** Zeroes the content-encryption key. May be called twice. */
  close(): void
}

/**
 * Finds a media file and, when it is encrypted, the key in the keystore that opens it. Expiry of
 * the certificate does not matter. Seed: "keep your old certificates". The use of the key is in the
 * audit before this returns, and so is a refusal.
 *
 * @param actor who plays it.
 * @throws ERR_RCS_KEY_NOT_FOUND, ERR_CMS_…, ERR_RWS_…, ERR_RCS_KEYSTORE_….
 */
export async function openMedia(
  mediaId: string,
  actor: string,
  deps: OpenMediaDeps,
): Promise<OpenedMedia> {
  const receipt = await deps.recordings.receipt(mediaId)
  const source = deps.recordings.storedBytes(receipt)
  if (receipt.protection === null) {
    return {
      receipt,
      openedBy: null,
      content: (range) => verifiedContent(source, receipt.segments, range),
      close: () => {},
    }
  }
  return openInSpan({ receipt, source, actor }, deps)
}

/** The span lasts until the media is closed: its bytes are decrypted as they are asked for. */
async function openInSpan(sealed: Sealed, deps: OpenMediaDeps): Promise<OpenedMedia> {
  const { receipt } = sealed
  const { kind, mediaId } = receipt
  const recordingId = mediaId.slice(0, -`-${kind}`.length)
  const span = beginSpan(recordingSpan("decrypt", { recordingId, kind }))
  const fail = (error: unknown): void => span.end({ failure: failureOf(error) })
  try {
    const envelope = await span.run(() => openAudited(sealed, deps))
    return {
      receipt,
      openedBy: envelope.openedBy?.serialNumber ?? null,
      content: (range) => span.run(() => envelope.content(range)).once("error", fail),
      close: () => {
        envelope.close()
        span.end()
      },
    }
  } catch (error) {
    fail(error)
    throw error
  }
}

interface Sealed {
  readonly receipt: MediaReceipt
  readonly source: CiphertextSource
  readonly actor: string
}

async function openAudited(sealed: Sealed, deps: OpenMediaDeps): Promise<PooledEnvelope> {
  const { mediaId } = sealed.receipt
  const use = { actor: sealed.actor, action: "use-key", mediaId } as const
  let envelope: PooledEnvelope
  try {
    envelope = await openWithHeldKey(sealed, deps)
  } catch (error) {
    // A peer that is away says nothing about keys.
    if (isGirError(error, "ERR_RCS_KEY_NOT_FOUND")) {
      const { code, fields } = error
      deps.logger.error({ alarm: true, code, mediaId, ...fields }, "a recording cannot be played")
    }
    const isRefusal = isGirError(error) && /^ERR_(CMS|RCS)_/.test(error.code)
    if (isRefusal) await deps.audit.write({ ...use, outcome: "refused", code: error.code })
    throw error
  }
  try {
    const certificateId = envelope.openedBy?.sha256 ?? null
    await deps.audit.write({ ...use, outcome: "done", certificateId })
    return envelope
  } catch (error) {
    envelope.close()
    throw error
  }
}

/**
 * By issuer and serial number, or by subject key identifier, of a certificate that is held; else by
 * the hash of the public key: the recording names a certificate that was deleted, and another one
 * on the same key is held.
 */
async function openWithHeldKey(
  { receipt, source }: Sealed,
  { keystore, formerCertificates, decryptPool }: OpenMediaDeps,
): Promise<PooledEnvelope> {
  const { segments } = receipt
  const entries = (await keystore.entries()).filter((entry) => !isNamesake(entry, receipt))
  const open = (keys: readonly PoolKey[]): Promise<PooledEnvelope> =>
    decryptPool.open({ source, keys, segments })
  try {
    return await open(entries)
  } catch (error) {
    if (!isGirError(error, "ERR_CMS_NO_RECIPIENT")) throw error
    const keys = await keysOfFormerNames(receipt, entries, formerCertificates)
    if (keys.length === 0) throw keyNotFound(receipt, error)
    return open(keys)
  }
}

/**
 * Another certificate under the issuer and serial number of a recipient: its key would be tried,
 * and with PKCS #1 v1.5 nothing tells that it was the wrong one (RFC 3218).
 */
function isNamesake({ certificate }: KeystoreEntry, { protection }: MediaReceipt): boolean {
  const recipients = protection?.recipients ?? []
  if (recipients.some(({ certificateSha256 }) => certificateSha256 === certificate.sha256)) {
    return false
  }
  return recipients.some(
    ({ issuer, serialNumber }) =>
      serialNumber === certificate.serialNumber && issuer === certificate.issuer.rfc4514,
  )
}

async function keysOfFormerNames(
  { protection }: MediaReceipt,
  entries: readonly KeystoreEntry[],
  formerCertificates: OpenMediaDeps["formerCertificates"],
): Promise<readonly PoolKey[]> {
  const ids = (protection?.recipients ?? []).map(({ certificateSha256 }) => certificateSha256)
  const former = await formerCertificates.find(ids)
  return former.flatMap((formerCertificate) => {
    const { publicKeySha256 } = formerCertificate
    const holder = entries.find((entry) => entry.certificate.publicKeySha256 === publicKeySha256)
    if (holder === undefined) return []
    return [{ ...holder, otherCertificates: [formerCertificate] }]
  })
}

/** Names what is missing, so that a person can upload it again. */
function keyNotFound({ mediaId, protection }: MediaReceipt, cause: GirError): GirError {
  const recipients = protection?.recipients ?? []
  const names = recipients.map(
    ({ issuer, serialNumber }) => `issuer ${issuer}, serial ${serialNumber}`,
  )
  return new GirError(
    "ERR_RCS_KEY_NOT_FOUND",
    `RCS holds no key for this recording: ${names.join("; or ")}`,
    {
      where: mediaId,
      cause,
      fields: {
        recipients: recipients.map(({ issuer, serialNumber }) => ({ issuer, serialNumber })),
      },
    },
  )
}
