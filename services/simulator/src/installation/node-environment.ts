import type { SimulatorConfig } from "../config.ts"
import type { SecretFiles } from "./secrets.ts"
import { addressOf, LOOPBACK, type Node, type ServiceName } from "./service-table.ts"
import type { StateFolder } from "./state-folder.ts"

export interface EnvironmentFacts {
  readonly config: SimulatorConfig
  readonly state: StateFolder
  readonly secrets: SecretFiles
  readonly nodes: readonly Node[]
  readonly envelopeProfile: "classic" | "modern"
  /** Where the supervisor restarts nodes on request; null when nothing listens. */
  readonly controlPort: number | null
}

/** @returns all that a service process needs to know: addresses, folders, and files with secrets. */
export function nodeEnvironment(node: Node, facts: EnvironmentFacts): NodeJS.ProcessEnv {
  const { config, state, secrets, nodes } = facts
  return {
    ...machineEnvironment(config.inherited),
    GIR_NODE_NAME: node.name,
    GIR_NODE_ROOT: state.nodeRoot(rootOwner(node)),
    GIR_HOST: node.host ?? LOOPBACK,
    GIR_PORT: String(node.port),
    GIR_SIM_PORT: String(node.simPort),
    GIR_LOG_LEVEL: config.logLevel,
    GIR_DATABASE_URL_FILE: secrets.databaseUrlFile,
    ...(config.redisUrl === null ? {} : { GIR_REDIS_URL_FILE: secrets.redisUrlFile }),
    GIR_SERVICE_TOKEN_FILE: secrets.serviceTokenFile,
    GIR_STORAGE_DESTINATION: config.storageDestination ?? state.storageDestination,
    GIR_CONFIG_SERVER_URL: urlOf(nodes, "config-server"),
    GIR_RWS_URL: urlOf(nodes, "rws"),
    GIR_RCS_URL: urlOf(nodes, "rcs"),
    GIR_GAX_URL: urlOf(nodes, "gax"),
    GIR_RCS_USERS_FILE: secrets.usersFile,
    GIR_RCS_CONSOLE_ORIGIN: urlOf(nodes, "gax"),
    GIR_RWS_ENVELOPE_PROFILE: facts.envelopeProfile,
    ...(node.service === "gax" ? systemScreen(facts) : {}),
    // What the queue proves, it proves with the keystore that all others share.
    ...(node.hasOwnRoot === true ? { GIR_RCS_CONCURRENCY: "0" } : {}),
  }
}

/** What the System screen of the console shows, and who restarts it. */
function systemScreen({ nodes, controlPort }: EnvironmentFacts): NodeJS.ProcessEnv {
  const others = nodes.filter(({ service }) => service !== "gax")
  const managed = nodes.map(({ name, simPort }) => `${name}=http://${LOOPBACK}:${simPort}`)
  return {
    GIR_GAX_SIM_NODES: managed.join(","),
    GIR_GAX_NODES: others.map((node) => `${node.name}=${addressOf(node)}`).join(","),
    ...(controlPort === null
      ? {}
      : { GIR_GAX_SUPERVISOR_URL: `http://${LOOPBACK}:${controlPort}` }),
  }
}

/** @returns the address of the first node of `service`. */
export function urlOf(nodes: readonly Node[], service: ServiceName): string {
  const node = nodes.find((candidate) => candidate.service === service)
  if (node === undefined) throw new RangeError(`the installation has no ${service}`)
  return addressOf(node)
}

/**
 * @returns whose folder below `nodes` is this node's root: RCS processes share one keystore, so they
 * share one node root, except those that have their own.
 */
export function rootOwner(node: Node): string {
  return node.service === "rcs" && node.hasOwnRoot !== true ? "rcs" : node.name
}

/** Our own variables are set anew for every node; what the machine needs (PATH, TMPDIR) stays. */
export function machineEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const kept = new Set([
    "GIR_FFMPEG",
    "GIR_FFPROBE",
    "GIR_SIM",
    "GIR_SIM_SEED",
    "GIR_STORAGE_ENDPOINT",
    "GIR_STORAGE_REGION",
    "GIR_STORAGE_CREDENTIALS_FILE",
  ])
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("GIR_") || kept.has(name)),
  )
}
