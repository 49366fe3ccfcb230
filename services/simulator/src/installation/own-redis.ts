import { GirError } from "@gir/errors"
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdir, rm } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { readRunning, writeIdentity } from "./identity-file.ts"
import { freePorts } from "./ports.ts"

/** A Redis of one's own, which may be ruined. */
export interface OwnRedis {
  readonly url: string
  pid(): number | null
  /** FLUSHALL: it runs on, and has forgotten everything. */
  flush(): Promise<void>
  /** `kill -9`: what is not in the append-only file is lost. */
  kill(): Promise<void>
  /** Starts it again on the same port, with the append-only file that is there. */
  start(): Promise<void>
  /** `kill -9`, and its disk is empty when it is started again. */
  loseDisk(): Promise<void>
  stop(): Promise<void>
}

const READY_MS = 10_000
const LOOK_MS = 50

/**
 * Starts a Redis with an append-only file below `folder`.
 *
 * @throws ERR_QUEUE_UNAVAILABLE when the machine has none, or it does not start.
 */
export async function startOwnRedis(folder: string): Promise<OwnRedis> {
  const [port = 0] = await freePorts(1)
  let server: ChildProcess | null = null
  const start = async (): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    server = await spawnRedis(folder, port)
    await writeIdentity(identityFile(folder), server.pid)
    await untilAnswers(port)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server
    server = null
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const gone = once(running, "exit")
    running.kill(signal)
    await gone
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => server?.pid ?? null,
    kill: () => end("SIGKILL"),
    start,
    flush: async () => void (await ask(port, "FLUSHALL")),
    loseDisk: async () => {
      await end("SIGKILL")
      await rm(folder, { recursive: true, force: true })
      await start()
    },
    stop: () => end("SIGTERM"),
  }
}

/** Ends the Redis of a folder whose owner was killed. */
export async function endAbandonedRedis(folder: string): Promise<void> {
  const pid = await readRunning(identityFile(folder))
  if (pid !== null) process.kill(pid, "SIGKILL")
}

const identityFile = (folder: string): string => join(folder, "server.json")

async function spawnRedis(folder: string, port: number): Promise<ChildProcess> {
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder]
  const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
  const memory = ["--maxmemory-policy", "noeviction"]
  const server = spawn("redis-server", [...settings, ...durable, ...memory], { stdio: "ignore" })
  try {
    await once(server, "spawn")
  } catch (cause) {
    const next = "install redis-server, or leave out: queue: redis"
    throw new GirError("ERR_QUEUE_UNAVAILABLE", "redis-server does not start", { cause, next })
  }
  return server
}

async function untilAnswers(port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_MS; waitedMs += LOOK_MS) {
    if ((await ask(port, "PING").catch(() => null)) === "+PONG") return
    await wait(LOOK_MS)
  }
  throw new GirError("ERR_QUEUE_UNAVAILABLE", `redis-server does not answer on port ${port}`)
}

/** One inline command of Redis's protocol. @returns the first line of the answer. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  try {
    socket.write(`${command}\r\n`)
    const [answer] = (await once(socket, "data")) as [Buffer]
    return answer.toString("latin1").split("\r\n")[0] ?? ""
  } finally {
    socket.destroy()
  }
}
