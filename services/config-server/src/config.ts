import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"

/** Settings of the Configuration Server. */
export type ConfigServerConfig = CommonConfig<"databaseUrl">

/** @throws ERR_CONFIG_INVALID with every problem of the environment. */
export function readConfigServerConfig(env: Environment): ConfigServerConfig {
  const reader = configReader(env)
  const config = commonConfig(reader, "config-server", ["databaseUrl"])
  reader.done()
  return config
}
