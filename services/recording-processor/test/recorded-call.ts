import { createHash } from "node:crypto"
import type { ProcessRecording } from "@gir/contracts"

export const CIPHERTEXT = Buffer.from("ciphertext of a recorded call")

const START = "2026-12-01T10:00:00.000Z"
const STOP = "2026-12-01T10:00:12.523Z"

/** What a Media Control Platform hands over: the call, and the receipt of `CIPHERTEXT`. */
export function recordedCall(number: number): ProcessRecording {
  const recordingId = `CALL${String(number).padStart(28, "0")}`
  const sha256 = createHash("sha256").update(CIPHERTEXT).digest("hex")
  return {
    call: {
      recordingId,
      callerPhoneNumber: "5551234",
      dialedPhoneNumber: "8001000",
      agentId: "anthony",
      connectionId: "00770234e5a1",
      tenant: "Environment",
      ivrProfileDbid: 101,
      ivrProfileName: "CallRecProfile",
      ivrProfileVersion: 7,
      mcp: "mcp-1",
      startTime: START,
      stopTime: STOP,
    },
    media: {
      mediaId: `${recordingId}-call`,
      kind: "call",
      fileName: "call.mp3",
      type: "audio/mp3",
      startTime: START,
      stopTime: STOP,
      durationMs: 12_522.6,
      storageKey: `${recordingId}/0a1b2c3d/call.mp3.p7m`,
      storedBytes: CIPHERTEXT.length,
      plaintextBytes: 199_296,
      protection: {
        container: "pkcs7",
        envelopeProfile: "classic",
        cipher: "aes256-cbc",
        recipients: [
          {
            issuer: "CN=Interaction Recording CA",
            serialNumber: "2A01",
            subject: "Interaction Recording",
            certificateSha256: sha256,
          },
        ],
      },
      segments: {
        segmentBytes: 1_048_576,
        totalBytes: CIPHERTEXT.length,
        root: sha256,
        digests: [sha256],
      },
      fingerprint: { kind: "bytes", sha256, byteCount: 199_296 },
    },
  }
}
