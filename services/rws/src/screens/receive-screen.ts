import { randomBytes } from "node:crypto"
import type { Readable } from "node:stream"
import {
  describeMediaFile,
  mediaIdOf,
  type MediaReceipt,
  type ScreenIntakeQuery,
  type StoredReference,
} from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { inSpan, recordingSpan } from "@gir/trace"
import { findReceipt, unknownMedia } from "../media/media-store.ts"
import { assertDates } from "../recordings/check-metadata.ts"
import { mergeRecording } from "../recordings/merge-recording.ts"
import { readRecording } from "../recordings/read-recordings.ts"
import { requestMuxWhenComplete } from "../recordings/request-mux.ts"
import type { RwsParts } from "../rws-parts.ts"
import { listScreenCertificates } from "../settings/screen-certificates.ts"
import { assertStorableText } from "../storable-text.ts"
import { forgetIntake, listIntakes, noteIntake } from "./intake-store.ts"
import { tooLarge } from "./screen-tap.ts"
import { selectScreenRecipients } from "./select-screen-recipients.ts"
import { storeScreen } from "./store-screen.ts"

export interface ScreenUpload extends ScreenIntakeQuery {
  readonly recordingId: string
  /** Clear `video/mp4`; not read at all when the recording has its screen already. */
  readonly body: Readable
  readonly contentBytes: number | null
}

/**
 * Takes in the screen of a recording. A second upload for the same recording is answered with the
 * first one's reference, and whatever it stored is deleted again.
 *
 * @throws ERR_RWS_SCREEN_CERTIFICATE_BROKEN, ERR_RWS_NO_USABLE_SCREEN_CERTIFICATE and what
 * `storeScreen` throws: nothing is stored then. ERR_RWS_RECORDING_DELETED.
 */
export async function receiveScreen(
  parts: RwsParts,
  upload: ScreenUpload,
): Promise<StoredReference> {
  assertDates({ startTime: upload.startTime })
  assertStorableText(upload.agentId, "agentId")
  const mediaId = mediaIdOf(upload.recordingId, "screen")
  if ((await findReceipt(parts, mediaId)) !== null) return settle(parts, upload.recordingId)
  const receipt = await storeAttempt(parts, upload)
  await saveReceipt(parts, upload, receipt)
  return settle(parts, upload.recordingId, receipt.storageKey)
}

/** Stores the object under a key of its own: no attempt ever overwrites another one's. */
async function storeAttempt(parts: RwsParts, upload: ScreenUpload): Promise<MediaReceipt> {
  const { database, clock, maxScreenBytes } = parts
  if ((upload.contentBytes ?? 0) > maxScreenBytes) throw tooLarge(maxScreenBytes)
  const recipients = await currentRecipients(parts)
  const mediaId = mediaIdOf(upload.recordingId, "screen")
  const fileName = `${upload.fileName.replace(/\.mp4$/i, "")}.mp4`
  const suffix = recipients.length === 0 ? "" : ".p7m"
  const attemptId = randomBytes(4).toString("hex")
  const storageKey = `${upload.recordingId}/${attemptId}/${fileName}${suffix}`
  await noteIntake(database, { storageKey, mediaId, at: clock.now() })
  try {
    const { recordingId } = upload
    const verb = recipients.length === 0 ? "store" : "encrypt"
    const stored = await inSpan(recordingSpan(verb, { recordingId, kind: "screen" }), () =>
      storeScreen(parts.storage, {
        storageKey,
        body: upload.body,
        contentBytes: upload.contentBytes,
        recipients,
        envelopeProfile: parts.envelopeProfile,
        maxBytes: maxScreenBytes,
      }),
    )
    return {
      mediaId,
      kind: "screen",
      type: "video/mp4",
      fileName,
      storageKey,
      ...times(upload),
      ...stored,
    }
  } catch (error) {
    await forgetIntake(database, storageKey).catch(() => {})
    throw error
  }
}

async function currentRecipients({ database, clock, logger, contactCenterId }: RwsParts) {
  const pems = await listScreenCertificates(database, contactCenterId)
  const { recipients, leftOut } = selectScreenRecipients(pems, clock.now())
  if (leftOut.length > 0) {
    const serialNumbers = leftOut.map((certificate) => certificate.serialNumber)
    logger.warn({ serialNumbers }, "screen recording certificates outside their validity left out")
  }
  return recipients
}

function times({ startTime, durationMs }: ScreenUpload) {
  const stopTime = new Date(new Date(startTime).getTime() + Math.round(durationMs)).toISOString()
  return { startTime, stopTime, durationMs }
}

async function saveReceipt(
  parts: RwsParts,
  upload: ScreenUpload,
  receipt: MediaReceipt,
): Promise<void> {
  const { database, clock, contactCenterId } = parts
  const context = {
    recordingId: upload.recordingId,
    tenant: "",
    ivrProfileName: "",
    parameters: { agentId: upload.agentId },
  }
  try {
    await mergeRecording(database, {
      recordingId: upload.recordingId,
      contactCenterId,
      startTime: receipt.startTime,
      stopTime: receipt.stopTime,
      call: null,
      mediaFiles: [describeMediaFile(receipt, context)],
      events: [{ event: "screen-recorded", occurredAt: clock.now().toISOString() }],
    })
  } catch (error) {
    // After a refusal the object is nobody's. After a broken connection the receipt may have been
    // saved all the same, so that the object stays until the next attempt knows.
    const isRefused =
      isGirError(error, "ERR_RWS_RECORDING_DELETED") || isGirError(error, "ERR_CONFLICT")
    if (isRefused) await discard(parts, receipt.storageKey)
    throw error
  }
}

/**
 * Answers with the attempt that won, after the objects of all others are gone. An attempt that is
 * still under way has no object yet: its note stays, and it removes its object itself.
 */
async function settle(
  parts: RwsParts,
  recordingId: string,
  ownKey: string | null = null,
): Promise<StoredReference> {
  const { database, contactCenterId, jobs, storage } = parts
  const mediaId = mediaIdOf(recordingId, "screen")
  const key = { contactCenterId, recordingId, region: null, decryptUriPrefix: null }
  const recording = await readRecording(database, key)
  const winner = recording.mediaFiles.find((file) => file.mediaId === mediaId)?.receipt
  if (winner === undefined) throw unknownMedia(mediaId)
  for (const storageKey of await listIntakes(database, mediaId)) {
    const isOver =
      storageKey === winner.storageKey ||
      (await storage.delete(storageKey)) ||
      storageKey === ownKey
    if (isOver) await forgetIntake(database, storageKey)
  }
  await requestMuxWhenComplete(jobs, recording)
  return { mediaId, storageKey: winner.storageKey, storedBytes: winner.storedBytes }
}

async function discard({ storage, database }: RwsParts, storageKey: string): Promise<void> {
  await storage.delete(storageKey)
  await forgetIntake(database, storageKey)
}
