import { commonConfig, type CommonConfig, configReader, type Environment } from "@gir/service-kit"

/** Drawing and encoding a screen keeps one core busy. */
const DEFAULT_CONCURRENCY = 2
const MAX_CONCURRENCY = 64

/** Settings of one screen recorder. */
export type ScreenRecorderConfig = CommonConfig<"databaseUrl" | "rwsUrl"> & {
  /** GIR_SCREEN_RECORDER_CONCURRENCY: record-screen jobs at the same time. */
  readonly concurrency: number
}

/** @throws ERR_CONFIG_INVALID with every problem of the environment. */
export function readScreenRecorderConfig(env: Environment): ScreenRecorderConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "screen-recorder", ["databaseUrl", "rwsUrl"])
  const concurrency = reader.integer("GIR_SCREEN_RECORDER_CONCURRENCY", {
    default: DEFAULT_CONCURRENCY,
    min: 1,
    max: MAX_CONCURRENCY,
  })
  reader.done()
  return { ...common, concurrency }
}
