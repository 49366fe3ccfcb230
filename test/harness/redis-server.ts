import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { freePorts } from "@gir/simulator"
import { Redis } from "ioredis"
import { until } from "./await-condition.ts"

/** A real Redis on loopback with its append-only file on. */
export interface RedisServer {
  readonly url: string
  /** kill -9: what is not in the append-only file is lost. */
  kill(): Promise<void>
  /** Starts it again on the same port and the same append-only file. */
  start(): Promise<void>
  flushAll(): Promise<void>
  stop(): Promise<void>
}

/** Says which suite is left out, and how to have it, when the machine has no Redis. */
export function isRedisInstalled(suite: string): boolean {
  if (spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0) return true
  process.stdout.write(`left out: ${suite}; to run it: apt-get install redis-server\n`)
  return false
}

export async function startRedis(folder: string): Promise<RedisServer> {
  const [port = 0] = await freePorts(1)
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess | null = null
  const start = async (): Promise<void> => {
    server = spawn("redis-server", serverArguments(folder, port), { stdio: "ignore" })
    await until("Redis answers", () => ask(url, async (redis) => (await redis.ping()) === "PONG"))
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server
    server = null
    if (running === null || running.exitCode !== null) return
    const gone = once(running, "exit")
    running.kill(signal)
    await gone
  }
  await start()
  return {
    url,
    kill: () => end("SIGKILL"),
    start,
    flushAll: async () => {
      await ask(url, (redis) => redis.flushall())
    },
    stop: () => end("SIGTERM"),
  }
}

function serverArguments(folder: string, port: number): string[] {
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    dir: folder,
    appendonly: "yes",
    appendfsync: "everysec",
    "maxmemory-policy": "noeviction",
    save: "",
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

/** @returns what `work` returned, or null when Redis does not answer. */
async function ask<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T | null> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on("error", () => undefined)
  try {
    await redis.connect()
    return await work(redis)
  } catch {
    return null
  } finally {
    redis.disconnect()
  }
}
