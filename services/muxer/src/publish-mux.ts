import type { MediaReceipt } from "@gir/contracts"
import { isGirError, toGirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import { crashIfStruck, type Faults } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"
import { isMuxObject } from "./mux-object.ts"
import type { RecordingsClient } from "./recordings-client.ts"

export interface PublishMuxDeps {
  readonly rws: Pick<RecordingsClient, "addMediaFile">
  readonly storage: StorageDestination
  readonly faults: Faults
  readonly removeLosers: RemoveLosers
}

/** Deletes what other tries stored of this mux: everything but the object that RWS knows. */
export type RemoveLosers = (recordingId: string, winnerKey: string) => Promise<void>

/**
 * Gives the receipt to Interaction Recording Web Services, where the first one wins.
 *
 * @returns the receipt that won. When no answer arrives the stored object stays, because the receipt
 * may have been saved; the next try removes what lost.
 */
export type PublishMux = (recordingId: string, receipt: MediaReceipt) => Promise<MediaReceipt>

export function muxPublisher({ rws, storage, faults, removeLosers }: PublishMuxDeps): PublishMux {
  const add = async (recordingId: string, receipt: MediaReceipt): Promise<MediaReceipt> => {
    try {
      return await rws.addMediaFile(recordingId, receipt)
    } catch (error) {
      // Refused, as when the recording was deleted meanwhile: nothing will ever reference it.
      if (isGirError(error) && error.blame === "caller") await storage.delete(receipt.storageKey)
      throw error
    }
  }
  return async (recordingId, receipt) => {
    crashIfStruck(faults, { name: "muxer.crash", subject: recordingId })
    const winner = await add(recordingId, receipt)
    await removeLosers(recordingId, winner.storageKey)
    return winner
  }
}

/** A fault here is told and not thrown: the mux itself is safe. */
export function loserRemover({
  storage,
  logger,
}: {
  readonly storage: StorageDestination
  readonly logger: Logger
}): RemoveLosers {
  return async (recordingId, winnerKey) => {
    try {
      for await (const { key } of storage.list(`${recordingId}/`)) {
        if (key !== winnerKey && isMuxObject(key)) await storage.delete(key)
      }
    } catch (error) {
      const { code, message } = toGirError(error)
      logger.warn({ recordingId, code, reason: message }, "an unreferenced object was not removed")
    }
  }
}
