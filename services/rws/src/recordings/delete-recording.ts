import { type Database, inTransaction, named } from "@gir/database"
import type { RwsParts } from "../rws-parts.ts"
import { unknownRecording } from "./read-recordings.ts"

/**
 * Deletes a recording: first its metadata, so that nobody finds it any more, then its objects, and
 * last the names of the objects. A deletion that broke off is completed by the next one. The bare
 * id stays, so that a receipt which arrives late does not bring the recording back.
 *
 * @throws ERR_RWS_RECORDING_UNKNOWN
 */
export async function deleteRecording(
  { database, storage, clock, contactCenterId }: RwsParts,
  recordingId: string,
): Promise<void> {
  const keys = await inTransaction(database, async (transaction) => {
    const marked = await named(transaction, {
      name: "rws-mark-deleted",
      text: `update recordings set deleted_at = coalesce(deleted_at, $3),
        caller_phone_number = '', dialed_phone_number = ''
        where contact_center_id = $1 and id = $2 returning id`,
      values: [contactCenterId, recordingId, clock.now()],
    })
    if (marked.length === 0) throw unknownRecording(recordingId)
    await named(transaction, {
      name: "rws-delete-events",
      text: "delete from recording_events where recording_id = $1",
      values: [recordingId],
    })
    return named<{ storage_key: string }>(transaction, {
      name: "rws-objects-of-recording",
      text: `select storage_key from media_files where recording_id = $1
        union select storage_key from screen_intakes where media_id = $1 || '-screen'`,
      values: [recordingId],
    })
  })
  for (const { storage_key: key } of keys) {
    await storage.delete(key)
    await forgetObject(database, key)
  }
}

async function forgetObject(database: Database, storageKey: string): Promise<void> {
  await named(database, {
    name: "rws-forget-media-file",
    text: "delete from media_files where storage_key = $1",
    values: [storageKey],
  })
  await named(database, {
    name: "rws-forget-intake",
    text: "delete from screen_intakes where storage_key = $1",
    values: [storageKey],
  })
}
