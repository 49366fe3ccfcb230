import type { Readable } from "node:stream"
import { openEnvelope, verifiedContent } from "@gir/cms-decrypt"
import type { MediaReceipt } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { Keystore } from "./keystore.ts"
import type { MediaRange } from "./media-range.ts"
import type { RecordingsClient } from "./recordings-client.ts"

export interface OpenMediaDeps {
  readonly recordings: RecordingsClient
  readonly keystore: Keystore
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
 * the certificate does not matter. Seed: "keep your old certificates".
 *
 * @throws ERR_RCS_KEY_NOT_FOUND, ERR_CMS_…, ERR_RWS_…, ERR_RCS_KEYSTORE_….
 */
export async function openMedia(mediaId: string, deps: OpenMediaDeps): Promise<OpenedMedia> {
  const receipt = await deps.recordings.receipt(mediaId)
  const source = deps.recordings.storedBytes(receipt)
  const { segments } = receipt
  if (receipt.protection === null) {
    return {
      receipt,
      openedBy: null,
      content: (range) => verifiedContent(source, segments, range),
      close: () => {},
    }
  }
  const entries = await deps.keystore.entries()
  const keys = entries.map(({ recipientKey }) => recipientKey)
  try {
    const envelope = await openEnvelope(source, { keys, segments, policy: "strict" })
    return {
      receipt,
      openedBy: envelope.openedBy?.serialNumber ?? null,
      content: (range) => envelope.content(range),
      close: () => envelope.close(),
    }
  } catch (error) {
    throw isGirError(error, "ERR_CMS_NO_RECIPIENT") ? keyNotFound(receipt, error) : error
  }
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
