import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"
import type { ClearCallPolicy } from "./same-protection.ts"

/** One mux keeps about one core busy for a moment. */
const DEFAULT_CONCURRENCY = 2
const MAX_CONCURRENCY = 64

type Needed = "databaseUrl" | "storageDestination" | "rwsUrl" | "rcsUrl"

export type MuxerConfig = CommonConfig<Needed> & {
  /** GIR_MUXER_CONCURRENCY: recordings muxed at the same time. */
  readonly concurrency: number
  /** GIR_MUXER_CLEAR_CALL [assumed]: `mux` combines a clear call with an encrypted screen. */
  readonly clearCall: ClearCallPolicy
  /** GIR_RWS_CONTACT_CENTER_ID. */
  readonly contactCenterId: string
}

/** @throws ERR_CONFIG_INVALID with every problem at once. */
export function readMuxerConfig(env: Environment): MuxerConfig {
  const reader = configReader(env)
  const config = {
    ...commonConfig(reader, "muxer", ["databaseUrl", "storageDestination", "rwsUrl", "rcsUrl"]),
    concurrency: reader.integer("GIR_MUXER_CONCURRENCY", {
      default: DEFAULT_CONCURRENCY,
      min: 1,
      max: MAX_CONCURRENCY,
    }),
    clearCall: reader.choice("GIR_MUXER_CLEAR_CALL", ["refuse", "mux"], "refuse"),
    contactCenterId: reader.text("GIR_RWS_CONTACT_CENTER_ID", DEFAULT_CONTACT_CENTER_ID),
  }
  reader.done()
  return config
}
