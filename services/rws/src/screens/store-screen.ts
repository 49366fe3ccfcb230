import type { Readable, Transform } from "node:stream"
import { encryptContent, segmentDigester } from "@gir/cms-encrypt"
import type { Fingerprint, MediaReceipt, Protection, SegmentDigests } from "@gir/contracts"
import { putStream, type StorageDestination } from "@gir/storage"
import type { Certificate } from "@gir/x509"
import { screenTap } from "./screen-tap.ts"

export interface StoreScreen {
  readonly storageKey: string
  /** Clear `video/mp4`. */
  readonly body: Readable
  /** Length of the clear bytes when the sender told it. */
  readonly contentBytes: number | null
  readonly recipients: readonly Certificate[]
  readonly envelopeProfile: "classic" | "modern"
  readonly maxBytes: number
}

export interface StoredScreen extends Pick<
  MediaReceipt,
  "storedBytes" | "plaintextBytes" | "protection" | "segments"
> {
  readonly fingerprint: Fingerprint
}

/**
 * Stores one screen recording as a stream: fingerprint of the clear bytes, encryption to the
 * recipients, Storage Destination. Without recipients the bytes are stored as they are. When it
 * fails nothing is stored.
 *
 * @throws ERR_RWS_SCREEN_EMPTY, ERR_RWS_SCREEN_TOO_LARGE, what the body fails with, and what the
 * Storage Destination throws.
 */
export async function storeScreen(
  storage: StorageDestination,
  screen: StoreScreen,
): Promise<StoredScreen> {
  const tap = screenTap(screen.maxBytes)
  const protector = protectorOf(screen)
  const { storedBytes } = await putStream(storage, {
    key: screen.storageKey,
    source: screen.body,
    stages: [tap.stream, protector.stream],
  })
  const fingerprint = tap.fingerprint()
  return {
    storedBytes,
    plaintextBytes: fingerprint.byteCount,
    protection: protector.protection,
    segments: protector.segments(),
    fingerprint,
  }
}

interface Protector {
  readonly stream: Transform
  readonly protection: Protection | null
  segments(): SegmentDigests
}

function protectorOf({ recipients, envelopeProfile, contentBytes }: StoreScreen): Protector {
  if (recipients.length === 0) {
    const digester = segmentDigester()
    return { stream: digester, protection: null, segments: () => digester.segments() }
  }
  const encryption = encryptContent({
    recipients,
    envelopeProfile,
    ...(contentBytes === null ? {} : { contentBytes }),
  })
  return {
    stream: encryption.stream,
    protection: {
      container: "pkcs7",
      envelopeProfile,
      cipher: encryption.cipher,
      recipients: recipients.map((certificate) => ({
        issuer: certificate.issuer.rfc4514,
        serialNumber: certificate.serialNumber,
        subject: certificate.subject.commonName ?? certificate.subject.rfc4514,
        certificateSha256: certificate.sha256,
      })),
    },
    segments: () => encryption.segments(),
  }
}
