import { createHash } from "node:crypto"
import {
  describeMediaFile,
  MEDIA_EXTENSIONS,
  mediaIdOf,
  type MediaKind,
  type MediaReceipt,
  type RecordingMetadata,
} from "@gir/contracts"

/** A recording id that ends in `number`. */
export function recordingId(number: number): string {
  return `CALL${String(number).padStart(28, "0")}`
}

const START = Date.parse("2026-12-01T10:00:00.000Z")

/** Receipt of a stored media file whose bytes are `content`. */
export function receiptOf(
  id: string,
  kind: MediaKind,
  { attempt = "00000001", content = "stored bytes" } = {},
): MediaReceipt {
  const type = kind === "call" ? "audio/wav" : "video/mp4"
  const fileName = `${id}${MEDIA_EXTENSIONS[type]}`
  const digest = createHash("sha256").update(content).digest()
  return {
    mediaId: mediaIdOf(id, kind),
    kind,
    fileName,
    type,
    startTime: timeOf(0),
    stopTime: timeOf(12_523),
    durationMs: 12_523.5,
    storageKey: `${id}/${attempt}/${fileName}`,
    storedBytes: content.length,
    plaintextBytes: 199_296,
    protection: null,
    segments: {
      segmentBytes: 1_048_576,
      totalBytes: content.length,
      root: createHash("sha256").update(digest).digest("hex"),
      digests: [digest.toString("hex")],
    },
    fingerprint: { kind: "bytes", sha256: digest.toString("hex"), byteCount: 199_296 },
  }
}

export interface MetadataChanges {
  readonly caller?: string
  readonly dialed?: string
  /** Milliseconds after the first recording. */
  readonly startMs?: number
  readonly attempt?: string
}

/** Metadata of a recorded call, as the Recording Processor posts them. */
export function metadataOf(id: string, changes: MetadataChanges = {}): RecordingMetadata {
  const { caller = "5551234", dialed = "8001000", startMs = 0, attempt = "00000001" } = changes
  const context = {
    recordingId: id,
    tenant: "Environment",
    ivrProfileName: "CallRecProfile",
    parameters: { ani: caller, dnis: dialed, agentId: "anthony" },
  }
  return {
    id,
    callerPhoneNumber: caller,
    dialedPhoneNumber: dialed,
    startTime: timeOf(startMs),
    stopTime: timeOf(startMs + 12_523),
    mediaFiles: [describeMediaFile(receiptOf(id, "call", { attempt }), context)],
    eventHistory: [{ event: "recorded", occurredAt: timeOf(startMs + 12_523) }],
  }
}

function timeOf(ms: number): string {
  return new Date(START + ms).toISOString()
}
