import { openDatabase } from "@gir/database"
import { openJobs, type Jobs } from "@gir/queue"
import { openTracing, readTracingConfig, silentLogger } from "@gir/service-kit"
import { join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { openPeers, type Peers } from "../clients/peers.ts"
import { requireRunning, type RunFile } from "./run-file.ts"
import { readSecret } from "./secrets.ts"
import { stateFolder } from "./state-folder.ts"

/** A running installation, seen from another terminal. */
export interface Connection {
  readonly run: RunFile
  readonly peers: Peers
  readonly jobs: Jobs
}

const CONNECTIONS = 2

/**
 * Connects to the installation that runs on a state folder, for the time of one piece of work.
 *
 * @throws ERR_CLI_NOT_RUNNING
 */
export async function withConnection<T>(
  stateName: string,
  context: CommandContext,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const run = await requireRunning(stateFolder(join(context.folder, stateName)))
  const databaseUrl = await readSecret(run.secrets.databaseUrlFile)
  const { redisUrl, inherited } = context.config
  const tracing = openTracing({
    config: readTracingConfig(inherited),
    node: "gir",
    logger: silentLogger,
  })
  const database = openDatabase({
    url: databaseUrl,
    logger: silentLogger,
    applicationName: "gir",
    poolSize: CONNECTIONS,
  })
  const { clock } = context
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl,
    logger: silentLogger,
    clock,
    spans: tracing.sink,
  })
  const peers = await openPeers(run.nodes, run.secrets)
  try {
    return await work({ run, peers, jobs })
  } finally {
    await peers.close()
    await jobs.close()
    await database.end()
    await tracing.close()
  }
}
