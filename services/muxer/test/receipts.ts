import { mediaIdOf, type MediaReceipt, type Protection } from "@gir/contracts"
import type { Certificate } from "@gir/x509"
import { RECORDING_ID } from "./peers.ts"

const digest = "0".repeat(64)

export interface PartOptions {
  readonly durationMs: number
  readonly protection: Protection | null
}

export function callReceipt(options: PartOptions): MediaReceipt {
  return receipt({ kind: "call", fileName: `${RECORDING_ID}.wav`, type: "audio/wav" }, options)
}

export function screenReceipt(options: PartOptions): MediaReceipt {
  return receipt({ kind: "screen", fileName: "screen.mp4", type: "video/mp4" }, options)
}

export function protectedFor(
  envelopeProfile: "classic" | "modern",
  certificates: readonly Certificate[],
): Protection {
  return {
    container: "pkcs7",
    envelopeProfile,
    cipher: envelopeProfile === "classic" ? "aes256-cbc" : "aes256-gcm",
    recipients: certificates.map((certificate) => ({
      issuer: certificate.issuer.rfc4514,
      serialNumber: certificate.serialNumber,
      subject: certificate.subject.commonName ?? "",
      certificateSha256: certificate.sha256,
    })),
  }
}

function receipt(
  what: Pick<MediaReceipt, "kind" | "fileName" | "type">,
  { durationMs, protection }: PartOptions,
): MediaReceipt {
  const suffix = protection === null ? "" : ".p7m"
  return {
    ...what,
    mediaId: mediaIdOf(RECORDING_ID, what.kind),
    startTime: "2026-12-01T10:15:00.000Z",
    stopTime: "2026-12-01T10:15:30.000Z",
    durationMs,
    storageKey: `${RECORDING_ID}/00000000/${what.fileName}${suffix}`,
    storedBytes: 1,
    plaintextBytes: 1,
    protection,
    segments: { segmentBytes: 1_048_576, totalBytes: 1, root: digest, digests: [digest] },
    fingerprint: { kind: "bytes", sha256: digest, byteCount: 1 },
  }
}
