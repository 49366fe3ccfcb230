import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { defineWorkers, prepareQueue } from "../src/index.ts"
import { queueConformance } from "./conformance.ts"
import { openProcessJobs, silentLogger } from "./process-jobs.ts"
import { newMux, stored } from "./samples.ts"
import { serverConformance } from "./server-conformance.ts"
import {
  isRedisInstalled,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from "./servers.ts"

let postgres: TestPostgres
let redis: TestRedis

const newInstallation = async () => {
  await redis.flush()
  return { databaseUrl: await postgres.emptyDatabase(), redisUrl: redis.url }
}

if (isRedisInstalled) {
  beforeAll(async () => {
    postgres = await startTestPostgres()
    redis = await startTestRedis({ aof: true })
  })
  afterAll(async () => {
    await redis.close()
    await postgres.stop()
  })
  redisSuites()
} else {
  process.stderr.write("left out: job queue on Redis. To run it: apt-get install redis-server\n")
  describe("job queue on Redis", () => {
    it("is left out where redis-server is not installed", () => {
      expect(isRedisInstalled).toBe(false)
    })
  })
}

function redisSuites(): void {
  queueConformance("BullMQ on Redis", {
    open: async () => openProcessJobs(await newInstallation()),
    deliveries: 1,
  })

  serverConformance("BullMQ on Redis", {
    newInstallation,
    wipe: () => redis.flush(),
    crashDatabase: () => postgres.crash(),
  })

  describe("job queue on Redis", () => {
    it("acknowledges jobs while Redis is away, and runs them when it is back", async () => {
      const { jobs, close } = await openProcessJobs(await newInstallation())
      const handlers = {
        "mux-recording": async ({ recordingId }: { recordingId: string }) => stored(recordingId),
      }
      const workers = defineWorkers({ jobs, handlers, concurrency: 2 })
      workers.start()
      const before = await jobs.add("mux-recording", newMux())
      await jobs.waitFor("mux-recording", before.id, { timeoutMs: 20_000 })
      await redis.stop()
      const added = await Promise.all([1, 2, 3].map(() => jobs.add("mux-recording", newMux())))
      expect(added.map(({ isNew }) => isNew)).toEqual([true, true, true])
      await expect(jobs.check()).rejects.toMatchObject({ code: "ERR_QUEUE_UNAVAILABLE" })
      await redis.start()
      const ended = added.map(({ id }) => jobs.waitFor("mux-recording", id, { timeoutMs: 30_000 }))
      expect((await Promise.all(ended)).map(({ status }) => status)).toEqual(
        added.map(() => "done"),
      )
      await workers.close()
      await close()
    })

    it("starts while Redis is away", async () => {
      const installation = await newInstallation()
      await redis.stop()
      const { jobs, close } = await openProcessJobs(installation)
      const workers = defineWorkers({
        jobs,
        concurrency: 1,
        handlers: { "mux-recording": async ({ recordingId }) => stored(recordingId) },
      })
      workers.start()
      const { id } = await jobs.add("mux-recording", newMux())
      await redis.start()
      const outcome = await jobs.waitFor("mux-recording", id, { timeoutMs: 30_000 })
      expect(outcome.status).toBe("done")
      await workers.close()
      await close()
    })

    it("keeps the jobs of two installations on one Redis apart", async () => {
      const first = await newInstallation()
      const second = { ...first, databaseUrl: await postgres.newDatabase() }
      const [mine, others] = [await openProcessJobs(first), await openProcessJobs(second)]
      await others.jobs.add("mux-recording", newMux())
      expect((await mine.jobs.counts())["mux-recording"].waiting).toBe(0)
      expect((await others.jobs.counts())["mux-recording"].waiting).toBe(1)
      await mine.close()
      await others.close()
    })

    it("warns of a Redis without append-only file, and refuses it on request", async () => {
      const forgetful = await startTestRedis({ aof: false })
      const databaseUrl = await postgres.newDatabase()
      const { jobs, close } = await openProcessJobs({ databaseUrl, redisUrl: forgetful.url })
      const { warnings } = await jobs.check()
      expect(warnings).toEqual([expect.stringContaining("append-only")])
      const preparing = { databaseUrl, redisUrl: forgetful.url, logger: silentLogger }
      await prepareQueue(preparing)
      await expect(prepareQueue({ ...preparing, requireDurableRedis: true })).rejects.toMatchObject(
        { code: "ERR_QUEUE_NOT_DURABLE" },
      )
      await close()
      await forgetful.close()
    })
  })
}
