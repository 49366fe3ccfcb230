import {
  describeMediaFile,
  type MediaKind,
  type MediaReceipt,
  mediaIdOf,
  type Protection,
  type RecordingMetadata,
} from "@gir/contracts"
import { encodeKeyTransRecipientInfo, frameEnvelope } from "@gir/cms"
import type { Certificate } from "@gir/x509"

export const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"
const CONTENT_BYTES = 262_144
const DIGEST = "1".repeat(64)

/** An encrypted call and a clear screen of one interaction, and the stored bytes of the call. */
export function sealedRecording(recipients: readonly Certificate[]): {
  recording: RecordingMetadata
  envelope: Buffer
} {
  const envelope = sealedEnvelope(recipients)
  const protection: Protection = {
    container: "pkcs7",
    envelopeProfile: "modern",
    cipher: "aes256-gcm",
    recipients: recipients.map(({ issuer, serialNumber, subject, sha256 }) => ({
      issuer: issuer.rfc4514,
      serialNumber,
      subject: subject.commonName ?? "",
      certificateSha256: sha256,
    })),
  }
  const call = receiptOf("call", { protection, storedBytes: envelope.length })
  const screen = receiptOf("screen", { protection: null, storedBytes: 1_000 })
  const context = {
    recordingId: RECORDING_ID,
    tenant: "Environment",
    ivrProfileName: "recording",
    parameters: {},
  }
  const recording: RecordingMetadata = {
    id: RECORDING_ID,
    callerPhoneNumber: "+14155550123",
    dialedPhoneNumber: "5001",
    startTime: call.startTime,
    stopTime: call.stopTime,
    mediaFiles: [call, screen].map((receipt) => describeMediaFile(receipt, context)),
    eventHistory: [],
  }
  return { recording, envelope }
}

/** Nobody can open it, and GAX does not try: only the shape is right. */
function sealedEnvelope(recipients: readonly Certificate[]): Buffer {
  const recipientInfos = recipients.map(({ issuerAndSerialDer: der, issuer, serialNumber }) =>
    encodeKeyTransRecipientInfo({
      rid: { kind: "issuerAndSerialNumber", der, issuer: issuer.rfc4514, serialNumber },
      keyEncryptionAlgorithm: { kind: "pkcs1" },
      encryptedKey: Buffer.alloc(256, 0x11),
    }),
  )
  const contentEncryptionAlgorithm = {
    cipher: "aes256-gcm",
    iv: Buffer.alloc(12, 0x22),
    tagBytes: 16,
  } as const
  const fields = { recipientInfos, hasVersion2Recipient: false, contentEncryptionAlgorithm }
  const frame = frameEnvelope(fields, CONTENT_BYTES)
  const content = Buffer.alloc(CONTENT_BYTES, 0x33)
  return Buffer.concat([frame.head, content, frame.tail(Buffer.alloc(16, 0x44))])
}

function receiptOf(
  kind: MediaKind,
  given: Pick<MediaReceipt, "protection" | "storedBytes">,
): MediaReceipt {
  return {
    ...given,
    mediaId: mediaIdOf(RECORDING_ID, kind),
    kind,
    fileName: `sample-${kind}.wav`,
    type: kind === "call" ? "audio/wav" : "video/mp4",
    startTime: "2026-11-24T09:00:00.000Z",
    stopTime: "2026-11-24T09:01:00.000Z",
    durationMs: 60_000,
    storageKey: `${RECORDING_ID}/12345678/sample-${kind}.wav`,
    plaintextBytes: CONTENT_BYTES,
    segments: {
      segmentBytes: 1_048_576,
      totalBytes: given.storedBytes,
      root: DIGEST,
      digests: [DIGEST],
    },
    fingerprint: { kind: "bytes", sha256: DIGEST, byteCount: CONTENT_BYTES },
  }
}
