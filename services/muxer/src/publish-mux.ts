import type { MediaReceipt } from "@gir/contracts"
import { isGirError, toGirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import { isMuxObject } from "./mux-object.ts"
import type { RecordingsClient } from "./recordings-client.ts"

export interface PublishMuxDeps {
  readonly rws: Pick<RecordingsClient, "addMediaFile">
  readonly storage: StorageDestination
  readonly logger: Logger
}

/**
 * Gives the receipt to Interaction Recording Web Services, where the first one wins.
 *
 * @returns the receipt that won. When no answer arrives the stored object stays, because the receipt
 * may have been saved; the next try removes what lost.
 */
export type PublishMux = (recordingId: string, receipt: MediaReceipt) => Promise<MediaReceipt>

export function muxPublisher({ rws, storage, logger }: PublishMuxDeps): PublishMux {
  const add = async (recordingId: string, receipt: MediaReceipt): Promise<MediaReceipt> => {
    try {
      return await rws.addMediaFile(recordingId, receipt)
    } catch (error) {
      // Refused, as when the recording was deleted meanwhile: nothing will ever reference it.
      if (isGirError(error) && error.blame === "caller") await storage.delete(receipt.storageKey)
      throw error
    }
  }
  const removeLosers = async (recordingId: string, winnerKey: string): Promise<void> => {
    try {
      for await (const { key } of storage.list(`${recordingId}/`)) {
        if (key !== winnerKey && isMuxObject(key)) await storage.delete(key)
      }
    } catch (error) {
      const { code, message } = toGirError(error)
      logger.warn({ recordingId, code, reason: message }, "an unreferenced object was not removed")
    }
  }
  return async (recordingId, receipt) => {
    const winner = await add(recordingId, receipt)
    await removeLosers(recordingId, winner.storageKey)
    return winner
  }
}
