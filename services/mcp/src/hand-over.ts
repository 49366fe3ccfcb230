import type { ProcessRecording, StoredReference } from "@gir/contracts"
import { isGirError, toGirError } from "@gir/errors"
import type { Jobs } from "@gir/queue"
import type { Logger } from "@gir/service-kit"
import { crashIfStruck, type Faults } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"

/** A call's own objects; those of screen and mux of the same recording end otherwise. */
const CALL_OBJECT = /\.(wav|mp3)(\.p7m)?$/

export interface HandOverDeps {
  readonly jobs: Jobs
  readonly storage: StorageDestination
  readonly faults: Faults
  readonly logger: Logger
}

/** Gives a stored call to the Recording Processor, so that exactly one media file is referenced. */
export interface HandOver {
  /**
   * @returns where the call lies when an earlier try handed it over already, else `null`.
   * @throws ERR_DATABASE_UNAVAILABLE
   */
  handedOverBefore(recordingId: string): Promise<StoredReference | null>
  /**
   * @returns where the call lies: the given media file, or that of the try which came first.
   * @throws ERR_DATABASE_UNAVAILABLE. The stored object then stays, because the ledger may have kept
   * the job although its answer was lost; the next try removes it if it lost.
   */
  offer(payload: ProcessRecording): Promise<StoredReference>
}

/** An object is deleted only when another one is known to be referenced, or none ever can be. */
export function handOver({ jobs, storage, faults, logger }: HandOverDeps): HandOver {
  const add = async (payload: ProcessRecording): Promise<boolean> => {
    try {
      return (await jobs.add("process-recording", payload)).isNew
    } catch (error) {
      // Refused before it reached the ledger: nothing will ever reference the object.
      if (isGirError(error, "ERR_BAD_REQUEST")) await storage.delete(payload.media.storageKey)
      throw error
    }
  }

  const removeLosers = async (recordingId: string, winnerKey: string): Promise<void> => {
    try {
      for await (const { key } of storage.list(`${recordingId}/`)) {
        if (key !== winnerKey && CALL_OBJECT.test(key)) await storage.delete(key)
      }
    } catch (error) {
      const { code, message } = toGirError(error)
      logger.warn({ recordingId, code, reason: message }, "an unreferenced object was not removed")
    }
  }

  const settle = async ({ call, media }: ProcessRecording): Promise<StoredReference> => {
    const { mediaId, storageKey, storedBytes } = media
    await removeLosers(call.recordingId, storageKey)
    return { mediaId, storageKey, storedBytes }
  }

  return {
    handedOverBefore: async (recordingId) => {
      const winner = await jobs.payload("process-recording", recordingId)
      return winner === null ? null : settle(winner)
    },
    offer: async (payload) => {
      const { recordingId } = payload.call
      crashIfStruck(faults, { name: "mcp.crash-before-hand-over", subject: recordingId })
      const isNew = await add(payload)
      const winner = isNew ? payload : await jobs.payload("process-recording", recordingId)
      return settle(winner ?? payload)
    },
  }
}
