import type {
  HeldRecipient,
  MediaProof,
  RecordingDetail,
  RecordingListQuery,
  RecordingPage,
  RecordingRow,
} from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { heldCertificates, recipientIds } from "./held-certificates.ts"
import { indexed, type IndexedRecipient, type IndexedRecording } from "./indexed-recording.ts"
import { judgePart, judgeRecording, type Evidence } from "./judge-recording.ts"
import type { Proof } from "./proof-book.ts"

type Parts = GaxParts & { session: GaxSession }

const PAGE_SIZE = 100

/**
 * A page of recordings, newest first, each with what is known of it.
 *
 * @throws ERR_SERVICE_UNAVAILABLE, ERR_RCS_NOT_AVAILABLE
 */
export async function listRecordings(
  query: RecordingListQuery,
  parts: Parts,
): Promise<RecordingPage> {
  const recordings = await parts.recordings.read()
  const recipients = distinctRecipients(recordings)
  const wanted = new Set(recipients.map(({ certificateId }) => certificateId))
  const evidence = await readEvidence(wanted, parts)
  const rows = recordings
    .filter((recording) => isWanted(recording, query))
    .map((recording) => rowOf(recording, evidence))
    .filter(({ status }) => query.status === undefined || status === query.status)
  const skipped = ((query.page ?? 1) - 1) * PAGE_SIZE
  return {
    recordings: rows.slice(skipped, skipped + PAGE_SIZE),
    skipped: Math.min(skipped, rows.length),
    matching: rows.length,
    total: recordings.length,
    recipients: recipients.map((recipient) => withHeld(recipient, evidence)),
    verification: await parts.verification.last().catch(() => null),
  }
}

/** @throws ERR_NOT_FOUND */
export async function readRecording(recordingId: string, parts: Parts): Promise<RecordingDetail> {
  const recording = await parts.peers.rws.recording(recordingId)
  const evidence = await readEvidence(recipientIds([recording]), parts)
  const known = indexed(recording)
  const proofs = known.parts.map((part): MediaProof => judgePart(part, evidence))
  const heldCertificateIds = evidence.held === null ? null : [...evidence.held]
  return { recording, heldCertificateIds, ...judgeRecording(known, evidence), proofs }
}

async function readEvidence(wanted: ReadonlySet<string>, parts: Parts): Promise<Evidence> {
  const [held, proofs] = await Promise.all([heldCertificates(wanted, parts), readProofs(parts)])
  return { held: held === null ? null : new Set(held), proofs }
}

/** Without the ledger recordings are shown all the same: as not proved. */
async function readProofs({ proofs, logger }: Parts): Promise<ReadonlyMap<string, Proof>> {
  return proofs.read().catch((error: unknown) => {
    logger.debug({ code: toGirError(error).code }, "the proofs of playback are not known")
    return new Map<string, Proof>()
  })
}

function distinctRecipients(recordings: readonly IndexedRecording[]): IndexedRecipient[] {
  const byId = new Map<string, IndexedRecipient>()
  for (const { parts } of recordings) {
    for (const { recipients } of parts) {
      for (const recipient of recipients) byId.set(recipient.certificateId, recipient)
    }
  }
  return [...byId.values()]
}

function isWanted(recording: IndexedRecording, query: RecordingListQuery): boolean {
  const { text = "", recipient } = query
  return matchesText(recording, text.trim().toLowerCase()) && matchesRecipient(recording, recipient)
}

function matchesText(recording: IndexedRecording, text: string): boolean {
  if (text === "") return true
  const { id, callerPhoneNumber, dialedPhoneNumber, agentId, parts } = recording
  const serials = parts.flatMap(({ recipients }) => recipients.map((each) => each.serialNumber))
  return [id, callerPhoneNumber, dialedPhoneNumber, agentId, ...serials].some((value) =>
    value.toLowerCase().includes(text),
  )
}

function matchesRecipient({ parts }: IndexedRecording, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  if (wanted === "none") return parts.some(({ recipients }) => recipients.length === 0)
  return parts.some(({ recipients }) =>
    recipients.some(({ certificateId }) => certificateId === wanted),
  )
}

function rowOf(recording: IndexedRecording, evidence: Evidence): RecordingRow {
  const { id, startTime, callerPhoneNumber, dialedPhoneNumber, agentId, parts } = recording
  return {
    id,
    startTime,
    callerPhoneNumber,
    dialedPhoneNumber,
    agentId,
    parts: parts.map(({ kind, recipients }) => ({ kind, isEncrypted: recipients.length > 0 })),
    recipients: distinctRecipients([recording]).map((each) => withHeld(each, evidence)),
    ...judgeRecording(recording, evidence),
  }
}

function withHeld(recipient: IndexedRecipient, { held }: Evidence): HeldRecipient {
  return { ...recipient, isHeld: held?.has(recipient.certificateId) ?? null }
}
