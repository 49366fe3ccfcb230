import { join } from "node:path"
import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"
import type { WeakSignaturePolicy } from "@gir/x509"
import type { IssuerSerialCollision } from "./keystore.ts"
import { rcsFolder, readRcsProperties, type RcsProperties } from "./rcs-properties.ts"

const VERIFY_CONCURRENCY = 2
const MAX_CONCURRENCY = 64
const PLAYBACK_TOKEN_MS = 300_000
const SESSION_IDLE_MS = 1_800_000
const FAILED_DECRYPTS_PER_MINUTE = 60

/** Settings of one RCS node. */
export type RcsConfig = CommonConfig<"databaseUrl" | "nodeRoot" | "rwsUrl"> & {
  /** rcs.properties, as it was at the start. */
  readonly properties: RcsProperties
  /** GIR_RCS_USERS_FILE: who may log in, a JSON file of mode 0600. */
  readonly usersFile: string
  /** GIR_RCS_CONCURRENCY: verify-playback jobs at the same time; 0 takes none. */
  readonly concurrency: number
  /** GIR_RCS_PLAYBACK_TOKEN_MS: how long a playback token is good to begin a request with. */
  readonly playbackTokenMs: number
  /** GIR_RCS_SESSION_IDLE_MS: a session that nobody uses for so long ends. */
  readonly sessionIdleMs: number
  /** GIR_RCS_FAILED_DECRYPTS_PER_MINUTE: so many recordings may fail to decrypt for one user. */
  readonly failedDecryptsPerMinute: number
  /** GIR_RCS_DELETE_GUARD [assumed]: `on` asks for the exact loss before a needed key is deleted. */
  readonly deleteGuard: "on" | "off"
  /** GIR_WEAK_SIGNATURE [assumed]: `refuse` takes no certificate whose chain uses SHA-1. */
  readonly weakSignature: WeakSignaturePolicy
  /** GIR_RCS_ISSUER_SERIAL_COLLISION [assumed]: `accept` takes two keys under one such name. */
  readonly issuerSerialCollision: IssuerSerialCollision
  /** GIR_RCS_CONSOLE_ORIGIN: whose pages may play from here, such as `http://127.0.0.1:8700`. */
  readonly consoleOrigin: string | null
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
    failedDecryptsPerMinute: reader.integer("GIR_RCS_FAILED_DECRYPTS_PER_MINUTE", {
      default: FAILED_DECRYPTS_PER_MINUTE,
      min: 1,
    }),
    weakSignature: reader.choice("GIR_WEAK_SIGNATURE", ["refuse", "warn"], "refuse"),
    issuerSerialCollision: reader.choice(
      "GIR_RCS_ISSUER_SERIAL_COLLISION",
      ["refuse", "accept"],
      "refuse",
    ),
    deleteGuard: reader.choice("GIR_RCS_DELETE_GUARD", ["on", "off"], "on"),
  }
  const consoleUrl = reader.optionalUrl("GIR_RCS_CONSOLE_ORIGIN")
  const isPortSet = reader.optionalText("GIR_PORT") !== null
  reader.done()
  const properties = readRcsProperties(common.nodeRoot)
  return {
    ...common,
    ...settings,
    port: isPortSet ? common.port : properties.port,
    usersFile: usersFile ?? join(rcsFolder(common.nodeRoot), "users.json"),
    consoleOrigin: consoleUrl === null ? null : new URL(consoleUrl).origin,
    properties,
  }
}
