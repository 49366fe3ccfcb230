import { migrate } from "@gir/database"
import { GirError } from "@gir/errors"
import { prepareQueue } from "@gir/queue"
import { silentLogger } from "@gir/service-kit"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"

/** Brings a database of the user's own, and the queue, to this version; once, before any service. */
export async function migrateCommand({ config, terminal }: CommandContext): Promise<ExitCode> {
  const { databaseUrl, redisUrl } = config
  if (databaseUrl === null) {
    throw new GirError("ERR_CLI_USAGE", "no database is named", {
      next: "set GIR_DATABASE_URL or GIR_DATABASE_URL_FILE; gir up prepares its own by itself",
    })
  }
  await migrate({ url: databaseUrl, logger: silentLogger })
  await prepareQueue({ databaseUrl, redisUrl, logger: silentLogger })
  terminal.out("database and queue are up to date")
  return EXIT.held
}
