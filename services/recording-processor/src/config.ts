import { commonConfig, type CommonConfig, configReader, type Environment } from "@gir/service-kit"

const DEFAULT_CONCURRENCY = 8
const MAX_CONCURRENCY = 64

/** Settings of one Recording Processor. */
export type RecordingProcessorConfig = CommonConfig<
  "databaseUrl" | "storageDestination" | "rwsUrl"
> & {
  /** GIR_RECORDING_PROCESSOR_CONCURRENCY: process-recording jobs at the same time. */
  readonly concurrency: number
}

/** @throws ERR_CONFIG_INVALID with every problem of the environment. */
export function readRecordingProcessorConfig(env: Environment): RecordingProcessorConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "recording-processor", [
    "databaseUrl",
    "storageDestination",
    "rwsUrl",
  ])
  const concurrency = reader.integer("GIR_RECORDING_PROCESSOR_CONCURRENCY", {
    default: DEFAULT_CONCURRENCY,
    min: 1,
    max: MAX_CONCURRENCY,
  })
  reader.done()
  return { ...common, concurrency }
}
