import { startEmbeddedPostgres, type EmbeddedPostgres } from "@gir/database"
import { silentLogger } from "@gir/service-kit"
import { join } from "node:path"

/** A PostgreSQL that no installation starts or stops: it stands in for the user's own. */
export interface ExternalPostgres {
  readonly url: string
  stop(): Promise<void>
  /** Starts it again on the same port and the same data. */
  start(): Promise<void>
}

export async function startExternalPostgres(folder: string): Promise<ExternalPostgres> {
  const begin = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ folder: join(folder, "your-postgres"), logger: silentLogger })
  let server = await begin()
  const { url } = server
  return {
    url,
    stop: () => server.stop(),
    start: async () => {
      server = await begin()
      if (server.url !== url) throw new Error("PostgreSQL came back on another port")
    },
  }
}
