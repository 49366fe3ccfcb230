import { isIP } from "node:net"
import { join } from "node:path"
import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import {
  type BasicCredentials,
  commonConfig,
  type CommonConfig,
  configReader,
  type ConfigReader,
  type Environment,
} from "@gir/service-kit"
import { normalizeContactCenterId } from "./settings/contact-center.ts"
import { readServerSettings, RELEASE_PROFILES } from "./server-settings.ts"
import { normalizeLocation } from "./settings/decrypt-uri-prefix.ts"

const DEFAULT_NODE_PATH = "/"
/** Printed in the guide, so it works out of the box; and so it is only for the loopback interface. */
const DEFAULT_OPS = { userName: "ops", password: "ops" }
const DEFAULT_ENVELOPE_PROFILE = "classic"
const DEFAULT_MAX_SCREEN_BYTES = 17_179_869_184
/** AES-GCM must not encrypt more than 64 GiB under one key and nonce; the originator stops at 60. */
const HIGHEST_MAX_SCREEN_BYTES = 64_424_509_440

/** Settings of one node of Interaction Recording Web Services. */
export type RwsConfig = CommonConfig<"databaseUrl" | "storageDestination"> & {
  /** GIR_RWS_CONTACT_CENTER_ID: hexadecimal; normalised. */
  readonly contactCenterId: string
  /** GIR_RWS_NODE_PATH, else the file's nodePath: location of this node, such as `/US/AK`. */
  readonly nodePath: string
  /** GIR_RWS_REGION, else the file's crRegion; null when this node serves every region. */
  readonly region: string | null
  /** GIR_RWS_USERS_FILE, a JSON file of mode 0600; null when this node has no users but ops. */
  readonly usersFile: string | null
  /** GIR_RWS_OPS_USER, GIR_RWS_OPS_PASSWORD_FILE. Null closes the ops door to passwords. */
  readonly ops: BasicCredentials | null
  /** GIR_RWS_ENVELOPE_PROFILE: how screen recordings are encrypted. */
  readonly envelopeProfile: "classic" | "modern"
  /** GIR_RWS_MAX_SCREEN_BYTES: the largest clear screen recording that is taken in. */
  readonly maxScreenBytes: number
}

/**
 * Reads the environment and the node's file of server settings, once. The environment wins.
 *
 * @throws ERR_CONFIG_INVALID with every problem of the environment, ERR_RWS_SERVER_SETTINGS_INVALID.
 */
export function readRwsConfig(env: Environment): RwsConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "rws", ["databaseUrl", "storageDestination"])
  const config = {
    ...common,
    contactCenterId: readContactCenterId(reader),
    ops: readOps(reader, common.host),
    envelopeProfile: reader.choice(
      "GIR_RWS_ENVELOPE_PROFILE",
      ["classic", "modern"],
      DEFAULT_ENVELOPE_PROFILE,
    ),
    maxScreenBytes: reader.integer("GIR_RWS_MAX_SCREEN_BYTES", {
      default: DEFAULT_MAX_SCREEN_BYTES,
      min: 1,
      max: HIGHEST_MAX_SCREEN_BYTES,
    }),
  }
  const profile = reader.choice("GIR_RELEASE_PROFILE", RELEASE_PROFILES, "latest")
  const nodePath = readNodePath(reader)
  const region = reader.optionalText("GIR_RWS_REGION")
  const usersFile = reader.optionalText("GIR_RWS_USERS_FILE")
  reader.done()
  const { nodeRoot } = common
  const file = nodeRoot === null ? null : readServerSettings(nodeRoot, profile)
  return {
    ...config,
    nodePath: normalizeLocation(nodePath ?? file?.nodePath ?? DEFAULT_NODE_PATH),
    region: region ?? file?.crRegion ?? null,
    usersFile: usersFile ?? (nodeRoot === null ? null : join(nodeRoot, "users.json")),
  }
}

function readContactCenterId(reader: ConfigReader): string {
  const id = reader.text("GIR_RWS_CONTACT_CENTER_ID", DEFAULT_CONTACT_CENTER_ID)
  const normalized = normalizeContactCenterId(id)
  if (!/^[0-9a-f]{1,32}$/.test(normalized)) {
    reader.problem("GIR_RWS_CONTACT_CENTER_ID must be hexadecimal, at most 32 digits")
  }
  return normalized
}

function readNodePath(reader: ConfigReader): string | null {
  const path = reader.optionalText("GIR_RWS_NODE_PATH")
  if (path !== null && !path.startsWith("/")) {
    reader.problem("GIR_RWS_NODE_PATH must begin with /, such as /US/AK")
  }
  return path
}

function readOps(reader: ConfigReader, host: string): BasicCredentials | null {
  const userName = reader.text("GIR_RWS_OPS_USER", DEFAULT_OPS.userName)
  const password = reader.optionalSecretFile("GIR_RWS_OPS_PASSWORD")
  if (password !== null) return { userName, password }
  return isLoopback(host) ? { userName, password: DEFAULT_OPS.password } : null
}

function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true
  return isIP(host) === 4 && host.startsWith("127.")
}
