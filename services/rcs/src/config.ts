import { join } from "node:path"
import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"
import { rcsFolder, readRcsProperties, type RcsProperties } from "./rcs-properties.ts"

const VERIFY_CONCURRENCY = 2
const MAX_CONCURRENCY = 64
const PLAYBACK_TOKEN_MS = 300_000
const SESSION_IDLE_MS = 1_800_000

/** Settings of one RCS node. */
export type RcsConfig = CommonConfig<"databaseUrl" | "nodeRoot" | "rwsUrl"> & {
  /** rcs.properties, as it was at the start. */
  readonly properties: RcsProperties
  /** GIR_RCS_USERS_FILE: who may log in, a JSON file of mode 0600. */
  readonly usersFile: string
  /** GIR_RCS_CONCURRENCY: verify-playback jobs at the same time. */
  readonly concurrency: number
  /** GIR_RCS_PLAYBACK_TOKEN_MS: how long a playback token is good to begin a request with. */
  readonly playbackTokenMs: number
  /** GIR_RCS_SESSION_IDLE_MS: a session that nobody uses for so long ends. */
  readonly sessionIdleMs: number
}

/**
 * Reads the environment and rcs.properties, once.
 *
 * @throws ERR_CONFIG_INVALID with every problem of the environment, ERR_RCS_PROPERTIES_INVALID.
 */
export function readRcsConfig(env: Environment): RcsConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "rcs", ["databaseUrl", "nodeRoot", "rwsUrl"])
  const usersFile = reader.optionalText("GIR_RCS_USERS_FILE")
  const settings = {
    concurrency: reader.integer("GIR_RCS_CONCURRENCY", {
      default: VERIFY_CONCURRENCY,
      min: 1,
      max: MAX_CONCURRENCY,
    }),
    playbackTokenMs: reader.integer("GIR_RCS_PLAYBACK_TOKEN_MS", {
      default: PLAYBACK_TOKEN_MS,
      min: 1_000,
    }),
    sessionIdleMs: reader.integer("GIR_RCS_SESSION_IDLE_MS", {
      default: SESSION_IDLE_MS,
      min: 1_000,
    }),
  }
  const isPortSet = reader.optionalText("GIR_PORT") !== null
  reader.done()
  const properties = readRcsProperties(common.nodeRoot)
  return {
    ...common,
    ...settings,
    port: isPortSet ? common.port : properties.port,
    usersFile: usersFile ?? join(rcsFolder(common.nodeRoot), "users.json"),
    properties,
  }
}
