import { openDatabase, type DatabaseLogger } from "@gir/database"
import { systemClock } from "@gir/sim"
import { openJobs, type Jobs } from "../src/index.ts"

/** Short, so that the job of a killed process comes back within a second or two. */
const LOCK_MS = 1_000

export interface InstallationUrls {
  readonly databaseUrl: string
  readonly redisUrl: string | null
}

/** Jobs as one process of an installation opens them. */
export async function openProcessJobs(
  urls: InstallationUrls,
  logger: DatabaseLogger = silentLogger,
): Promise<{ jobs: Jobs; close: () => Promise<void> }> {
  const options = { logger, applicationName: "test" }
  const database = openDatabase({ ...options, url: urls.databaseUrl })
  const common = { database, logger, clock: systemClock, lockMs: LOCK_MS }
  const jobs = await openJobs({ ...common, ...urls })
  return {
    jobs,
    close: async () => {
      await jobs.close()
      await database.end()
    },
  }
}

export const silentLogger: DatabaseLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
