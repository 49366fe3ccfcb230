import type {
  RecordingDetail,
  RecordingMetadata,
  RecordingPage,
  RecordingQuery,
} from "@gir/contracts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { heldCertificates, recipientIds } from "./held-certificates.ts"

type Parts = GaxParts & { session: GaxSession }

/** Web Services answers a search only when it names something: `*` is any caller. */
const EVERYTHING: RecordingQuery = { callerPhoneNumber: "*" }

/** A page of recordings, newest first. */
export async function listRecordings(query: RecordingQuery, parts: Parts): Promise<RecordingPage> {
  const isFiltered = query.callerPhoneNumber !== undefined || query.dialedPhoneNumber !== undefined
  const wanted = isFiltered ? query : { ...EVERYTHING, ...query }
  const { recordings, next } = await parts.peers.rws.recordings(wanted)
  const heldCertificateIds = await heldCertificates(recipientIds(recordings), parts)
  return { recordings: recordings.map(withoutDigests), next, heldCertificateIds }
}

/** @throws ERR_NOT_FOUND */
export async function readRecording(recordingId: string, parts: Parts): Promise<RecordingDetail> {
  const recording = await parts.peers.rws.recording(recordingId)
  const heldCertificateIds = await heldCertificates(recipientIds([recording]), parts)
  return { recording, heldCertificateIds }
}

/** One digest per MiB of every screen recording would make a page of rows megabytes long. */
function withoutDigests(recording: RecordingMetadata): RecordingMetadata {
  const mediaFiles = recording.mediaFiles.map((file) => {
    const segments = { ...file.receipt.segments, digests: [] }
    return { ...file, receipt: { ...file.receipt, segments } }
  })
  return { ...recording, mediaFiles }
}
