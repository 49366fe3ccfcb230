import { isGirError } from "@gir/errors"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { defineWorkers, prepareQueue } from "../src/index.ts"
import { queueConformance } from "./conformance.ts"
import { openProcessJobs, silentLogger } from "./process-jobs.ts"
import { newMux, stored } from "./samples.ts"
import { serverConformance } from "./server-conformance.ts"
import { startTestPostgres, until, type TestPostgres } from "./servers.ts"

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const newInstallation = async () => ({
  databaseUrl: await postgres.emptyDatabase(),
  redisUrl: null,
})

queueConformance("BullMQ on PostgreSQL", {
  open: async () => openProcessJobs(await newInstallation()),
  deliveries: 1,
})

serverConformance("BullMQ on PostgreSQL", {
  newInstallation,
  async wipe({ databaseUrl }) {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query("delete from bullmq.job")
    await client.end()
  },
  crashDatabase: () => postgres.crash(),
})

describe("job queue on PostgreSQL", () => {
  it("waits for a queue that is not prepared yet, and says so once and not in a loop", async () => {
    const databaseUrl = await postgres.newDatabase({ isPrepared: false })
    const warnings: string[] = []
    const logger = {
      ...silentLogger,
      warn: (_fields: object, message: string) => void warnings.push(message),
    }
    const { jobs, close } = await openProcessJobs({ databaseUrl, redisUrl: null }, logger)
    const mux = await jobs.add("mux-recording", newMux())
    const handlers = { "mux-recording": async () => stored(mux.id) }
    const workers = defineWorkers({ jobs, handlers, concurrency: 1 })
    workers.start()
    await until(() => warnings.includes("waiting for the queue"))
    await Promise.all(
      [1, 2].map(() => prepareQueue({ databaseUrl, redisUrl: null, logger: silentLogger })),
    )
    const outcome = await jobs.waitFor("mux-recording", mux.id, { timeoutMs: 20_000 })
    expect(outcome.status).toBe("done")
    expect(warnings.filter((warning) => warning === "waiting for the queue")).toHaveLength(1)
    await workers.close()
    await close()
  })

  it("answers with a code when the database is not there", async () => {
    const { jobs, close } = await openProcessJobs({
      databaseUrl: "postgresql://gir:x@127.0.0.1:9/gir",
      redisUrl: null,
    })
    const codes = await Promise.all(
      [jobs.add("mux-recording", newMux()), jobs.counts(), jobs.check()].map((asked) =>
        asked.then(
          () => "answered",
          (error: unknown) => isGirError(error) && error.code,
        ),
      ),
    )
    expect(codes).toEqual(codes.map(() => "ERR_DATABASE_UNAVAILABLE"))
    await close()
  })
})
