import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { migrate, startEmbeddedPostgres } from "@gir/database"
import { Redis } from "ioredis"
import pg from "pg"
import { prepareQueue } from "../src/index.ts"
import { silentLogger } from "./process-jobs.ts"

/** Waits for a condition instead of a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 10) {
    if (await condition()) return
    await delay(10)
  }
  throw new Error(`this never became true: ${condition.toString()}`)
}

export interface TestPostgres {
  /** A migrated database of its own for one test. */
  newDatabase(options?: { readonly isPrepared?: boolean }): Promise<string>
  /** One and the same database, emptied: much faster. */
  emptyDatabase(): Promise<string>
  /** Kills the server as a crash does; it is started again by its supervisor. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "gir-queue-test-"))
  const server = await startEmbeddedPostgres({ folder, logger: silentLogger, isDurable: false })
  const urlOf = (name: string) => server.url.replace(/\/gir$/, `/${name}`)
  const admin = async (text: string, name = "postgres") => {
    const client = new pg.Client({ connectionString: urlOf(name) })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows as Record<string, unknown>[]
  }
  await admin("create database migrated")
  await migrate({ url: urlOf("migrated"), logger: silentLogger })
  await admin("create database prepared template migrated")
  await prepareQueue({ databaseUrl: urlOf("prepared"), redisUrl: null, logger: silentLogger })
  await admin("create database emptied template prepared")
  let count = 0
  return {
    async emptyDatabase() {
      await admin("truncate job_ledger, bullmq.job cascade", "emptied")
      return urlOf("emptied")
    },
    async newDatabase({ isPrepared = true } = {}) {
      const name = `test_${(count += 1)}`
      await admin(`create database ${name} template ${isPrepared ? "prepared" : "migrated"}`)
      return urlOf(name)
    },
    async crash() {
      const [row] = await admin(
        "select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::int as pid",
      )
      process.kill(Number(row?.["pid"]), "SIGKILL")
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Redis is Debian's, never npm's: where it is missing its suite is left out, and says so. */
export const isRedisInstalled = spawnSync("redis-server", ["--version"]).status === 0

export interface TestRedis {
  readonly url: string
  flush(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  close(): Promise<void>
}

export async function startTestRedis(options: { readonly aof: boolean }): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "gir-redis-test-"))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    dir: folder,
    save: "",
    appendonly: options.aof ? "yes" : "no",
    appendfsync: "everysec",
  }
  const newServer = () =>
    spawn(
      "redis-server",
      Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]),
    )
  let server = newServer()
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  client.on("error", () => undefined)
  const stop = async () => {
    const ended = once(server, "exit")
    server.kill("SIGKILL")
    await ended
  }
  await client.ping()
  return {
    url,
    flush: async () => void (await client.flushall()),
    async start() {
      server = newServer()
      await client.ping()
    },
    stop,
    async close() {
      client.disconnect()
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
