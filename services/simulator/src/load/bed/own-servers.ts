import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { SimulatorConfig } from "../../config.ts"
import type { Installation } from "../../installation/installation.ts"
import { startOwnRedis, type OwnRedis } from "../../installation/own-redis.ts"
import { stateFolder } from "../../installation/state-folder.ts"
import { does } from "../profile/load-profile.ts"
import type { SampledServer } from "../run/service-samples.ts"
import type { BedOptions } from "./bed-options.ts"
import { makeOwnDatabase } from "./own-database.ts"

/** What a load needs of its own: servers that it may ruin, and a database that leaves no row behind. */
export async function ownServers(
  root: string,
  { config, profile, clock }: BedOptions,
  closers: (() => Promise<unknown>)[],
): Promise<{ readonly config: SimulatorConfig; readonly redis: OwnRedis | null }> {
  const redis = profile.hasOwnRedis ? await startOwnRedis(stateFolder(root).redis) : null
  if (redis !== null) closers.push(() => redis.stop())
  const name = `gir_load_${process.pid}_${clock.machineMs().toFixed(0)}`
  const database = config.databaseUrl && (await makeOwnDatabase(config.databaseUrl, name))
  if (database) closers.push(() => database.drop())
  return {
    redis,
    config: {
      ...config,
      databaseUrl: database ? database.url : config.databaseUrl,
      redisUrl: redis?.url ?? config.redisUrl,
      // Of services in one process, none can be killed alone.
      processes: does(profile, "kill") ? "each" : config.processes,
    },
  }
}

/** Servers that the load started, for whoever measures them. */
export function sampledServers(
  { state }: Installation,
  redis: OwnRedis | null,
): readonly SampledServer[] {
  // Its first line is the process id; with the user's own server there is no such file.
  const pidFile = join(state.postgres, "data", "postmaster.pid")
  const pid = async (): Promise<number | null> => {
    const text = await readFile(pidFile, "utf8").catch(() => "")
    return Number.parseInt(text, 10) || null
  }
  const postgres = { name: "postgres", pid } as const
  return redis === null
    ? [postgres]
    : [postgres, { name: "redis", pid: async () => redis.pid() } as const]
}
