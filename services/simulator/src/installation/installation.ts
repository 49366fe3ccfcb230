import { join } from "node:path"
import { migrate, openDatabase, startEmbeddedPostgres, type Database } from "@gir/database"
import { openJobs, prepareQueue, type Jobs } from "@gir/queue"
import { openTracing, readTracingConfig, silentLogger, type Logger } from "@gir/service-kit"
import { noFaults, type Clock } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import type { SimulatorConfig } from "../config.ts"
import { openHostProcess } from "./host-process.ts"
import type { Launch } from "./launch.ts"
import { machineEnvironment, nodeEnvironment, rootOwner } from "./node-environment.ts"
import { launchProcess } from "./own-process.ts"
import { prepareSecrets, type SecretFiles } from "./secrets.ts"
import type { Node } from "./service-table.ts"
import { prepareStateFolder, type StateFolder } from "./state-folder.ts"
import { openSupervisor, type Supervisor } from "./supervisor.ts"

/** Every service of the product, on one database, one queue and one state folder. */
export interface Installation {
  readonly state: StateFolder
  readonly nodes: readonly Node[]
  readonly secrets: SecretFiles
  readonly supervisor: Supervisor
  readonly database: Database
  readonly jobs: Jobs
  /** The installation's own Storage Destination, past all services and without their faults. */
  readonly storageDestination: StorageDestination
  /** Ends all processes in order: services first, the database last. */
  stop(): Promise<void>
}

export interface InstallationOptions {
  readonly config: SimulatorConfig
  readonly state: StateFolder
  readonly nodes: readonly Node[]
  readonly envelopeProfile: "classic" | "modern"
  /** Where the supervisor will listen for `gir restart`; absent: nowhere. */
  readonly controlPort?: number
  /** What a node's environment has beside the usual. */
  readonly environmentOf?: (node: Node) => NodeJS.ProcessEnv
  /** Nodes that are not started with the others. */
  readonly heldBack?: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  /** Gives the start up; what was started by then is ended. */
  readonly signal?: AbortSignal
}

const SIMULATOR_CONNECTIONS = 4

/**
 * Starts an installation and waits until every node is ready.
 *
 * @throws ERR_DATABASE_UNAVAILABLE, ERR_QUEUE_UNAVAILABLE, ERR_CLI_NODE_NOT_READY, the signal's
 * reason; then nothing is left running.
 */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const closers: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    return { ...(await assemble(options, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function assemble(
  options: InstallationOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<Installation, "stop">> {
  const { config, state, nodes, clock, logger, signal } = options
  signal?.throwIfAborted()
  await prepareStateFolder(state, nodeRoots(nodes))
  const databaseUrl = await databaseAddress(options, closers)
  const secrets = await prepareSecrets(state, { databaseUrl, redisUrl: config.redisUrl })
  signal?.throwIfAborted()
  await migrate({ url: databaseUrl, logger })
  await prepareQueue({ databaseUrl, redisUrl: config.redisUrl, logger })

  const { envelopeProfile, controlPort = null } = options
  const facts = { config, state, secrets, nodes, envelopeProfile, controlPort }
  const supervisor = openSupervisor({
    nodes,
    environmentOf: (node) => ({
      ...nodeEnvironment(node, facts),
      ...options.environmentOf?.(node),
    }),
    logFolder: state.logs,
    launch: launchOf(options, closers),
    clock,
    ...(options.heldBack === undefined ? {} : { heldBack: options.heldBack }),
  })
  closers.push(() => supervisor.stop())

  const database = openDatabase({
    url: databaseUrl,
    logger,
    applicationName: "gir",
    poolSize: SIMULATOR_CONNECTIONS,
  })
  closers.push(() => database.end())
  const tracing = openTracing({
    config: readTracingConfig(config.inherited),
    node: "gir",
    logger: silentLogger,
  })
  closers.push(() => tracing.close())
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl: config.redisUrl,
    logger,
    clock,
    spans: tracing.sink,
  })
  closers.push(() => jobs.close())
  // A queue that is away is one clear line now, and would be a node that is not ready later.
  await jobs.check()
  await supervisor.start(signal)
  const storageDestination = openStorageDestination(
    config.storageDestination ?? state.storageDestination,
    noFaults,
    config.storageAccess,
  )
  return { state, nodes, secrets, supervisor, database, jobs, storageDestination }
}

/** Nodes as processes, so that `kill -9` of one is real; or all in one, which starts twice as fast. */
function launchOf(
  { config, state }: InstallationOptions,
  closers: (() => Promise<unknown>)[],
): Launch {
  if (config.processes === "each") return launchProcess
  const host = openHostProcess({
    environment: machineEnvironment(config.inherited),
    logFile: join(state.logs, "host.log"),
  })
  closers.push(() => host.close())
  return host.launch
}

/** The user's own server when one is named, else a real one below the state folder. */
async function databaseAddress(
  { config, state, logger }: InstallationOptions,
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const server = await startEmbeddedPostgres({ folder: state.postgres, logger })
  closers.push(() => server.stop())
  return server.url
}

function nodeRoots(nodes: readonly Node[]): string[] {
  return [...new Set(nodes.map(rootOwner))]
}
