import type { ServiceContext } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import { findRecipients } from "./find-recipients.ts"
import type { MuxRecordingDeps } from "./mux-recording.ts"
import { streamOpener } from "./open-streams.ts"
import type { PlaybackClient } from "./playback-client.ts"
import { loserRemover, muxPublisher } from "./publish-mux.ts"
import type { RecordingsClient } from "./recordings-client.ts"
import { muxProtection, type ClearCallPolicy } from "./same-protection.ts"
import { muxStore } from "./store-mux.ts"

export interface MuxerPartsOptions {
  readonly context: ServiceContext
  readonly storage: StorageDestination
  readonly rws: RecordingsClient
  readonly rcs: PlaybackClient
  /** Default: refused. */
  readonly clearCall?: ClearCallPolicy
}

/** Puts the rooms of the muxer together; opens nothing and starts nothing. */
export function muxerParts({
  context,
  storage,
  rws,
  rcs,
  clearCall = "refuse",
}: MuxerPartsOptions): MuxRecordingDeps {
  const { clock, faults, logger } = context
  const openStreams = streamOpener(rcs)
  const removeLosers = loserRemover({ storage, logger })
  return {
    rws,
    clock,
    openStreams,
    clearCall,
    findRecipients: async (parts) => {
      const protection = muxProtection(parts)
      return protection === null ? [] : findRecipients(protection, rcs)
    },
    storeMux: muxStore({ storage, openStreams }),
    publishMux: muxPublisher({ rws, storage, faults, removeLosers }),
    removeLosers,
  }
}
