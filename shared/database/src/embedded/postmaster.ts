import { spawn, type ChildProcess } from "node:child_process"
import { open, readFile } from "node:fs/promises"
import { setTimeout as delay } from "node:timers/promises"
import { GirError, isGirError } from "@gir/errors"
import pg from "pg"
import { toDatabaseError } from "../database-error.ts"
import type { PostgresBinaries } from "./binaries.ts"
import { isAlive, worksIn } from "./process-identity.ts"
import { postmasterPid, SERVER_ENVIRONMENT, type ServerFolder } from "./server-folder.ts"
import type { ServerUser } from "./server-user.ts"

/** Installations of a whole class, each of a dozen pools. */
const MAX_CONNECTIONS = 900
const READY_TIMEOUT_MS = 120_000
const POLL_MS = 50
const LOG_LINES_SHOWN = 5

/** Signals of the postmaster, PostgreSQL manual 18.5: fast, immediate, and the system's own. */
const SHUTDOWN = [
  { signal: "SIGINT", graceMs: 20_000 },
  { signal: "SIGQUIT", graceMs: 5_000 },
  { signal: "SIGKILL", graceMs: 5_000 },
] as const

export interface PostmasterOptions {
  readonly folder: ServerFolder
  readonly binaries: PostgresBinaries
  readonly user: ServerUser
  readonly port: number
  readonly password: string
  readonly isDurable: boolean
}

/**
 * Starts the server and resolves when it takes connections; crash recovery is part of the wait.
 *
 * @throws ERR_DATABASE_EMBEDDED with the last lines of its log when it ends instead.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<ChildProcess> {
  const { child, endReason } = await spawnServer(options)
  const tries = READY_TIMEOUT_MS / POLL_MS
  for (let tryNumber = 0; tryNumber < tries; tryNumber += 1) {
    const reason = endReason()
    if (reason !== null) throw await startFailed(options.folder, reason)
    try {
      if (await takesConnections(options)) return child
    } catch (error) {
      child.kill("SIGINT")
      throw new GirError("ERR_DATABASE_EMBEDDED", "the database refuses its own password", {
        where: options.folder.password,
        cause: error,
      })
    }
    await delay(POLL_MS)
  }
  child.kill("SIGQUIT")
  throw await startFailed(options.folder, "it does not take connections")
}

interface SpawnedServer {
  readonly child: ChildProcess
  /** @returns `null` while it runs. */
  readonly endReason: () => string | null
}

async function spawnServer(options: PostmasterOptions): Promise<SpawnedServer> {
  const { folder, binaries, user } = options
  const { program, args } = user.command(binaries.postgres, serverArguments(options))
  // A file and not a pipe: the server survives us, and must then still be able to write.
  const log = await open(folder.log, "a", 0o600)
  try {
    const child = spawn(program, args, {
      cwd: "/",
      env: SERVER_ENVIRONMENT,
      stdio: ["ignore", log.fd, log.fd],
      // Its own process group: Ctrl-C in a terminal must reach the services first.
      detached: true,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      ...(user.gid === undefined ? {} : { gid: user.gid }),
    })
    child.unref()
    // Listened to before anything is awaited: it can end sooner than the log file is closed.
    let reason: string | null = null
    child.once("error", (error) => (reason = error.message))
    child.once("exit", (code, signal) => (reason ??= `it ended with ${signal ?? code}`))
    return { child, endReason: () => reason }
  } finally {
    await log.close()
  }
}

function serverArguments(options: PostmasterOptions): readonly string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: MAX_CONNECTIONS,
    timezone: "UTC",
    log_timezone: "UTC",
    // Statements carry metadata of calls: they do not belong into a log.
    log_min_error_statement: "panic",
    log_min_messages: "fatal",
    // Compiling pays for long statements only, and ours are all short.
    jit: "off",
    // Commits still reach the system with every commit: only a crash of the machine loses them.
    ...(options.isDurable ? {} : { fsync: "off", full_page_writes: "off" }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  return ["-D", options.folder.data, "-p", String(options.port), ...flags]
}

async function takesConnections(options: PostmasterOptions): Promise<boolean> {
  const { port, password } = options
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "gir",
    password,
    database: "postgres",
  })
  client.on("error", () => undefined)
  try {
    await client.connect()
    await makeDatabase(client)
    return true
  } catch (error) {
    // SQLSTATE class 28: it is up, and the password file is not the one that it was made with.
    if (isGirError(toDatabaseError(error), "ERR_DATABASE_ACCESS")) throw error
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = 'gir'")
  if (rowCount === 0) await client.query("create database gir")
}

async function startFailed(folder: ServerFolder, reason: string): Promise<GirError> {
  const log = await readFile(folder.log, "utf8").catch(() => "")
  const lines = log.trim().split("\n").slice(-LOG_LINES_SHOWN)
  const said = lines.find((line) => line.includes("FATAL:"))?.replace(/^.*FATAL:\s*/, "") ?? reason
  return new GirError("ERR_DATABASE_EMBEDDED", `the database does not start: ${said}`, {
    where: folder.log,
    fields: { lines },
  })
}

/**
 * Ends whatever server works on the folder: first kindly, in the end for good.
 *
 * @returns false when there was none.
 */
export async function shutDown(folder: ServerFolder): Promise<boolean> {
  const pid = await postmasterPid(folder)
  if (pid === null || !(await worksIn(pid, folder.data))) return false
  for (const { signal, graceMs } of SHUTDOWN) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended between the question and the signal.
    }
    for (let waitedMs = 0; waitedMs < graceMs; waitedMs += POLL_MS) {
      if (!isAlive(pid) || !(await worksIn(pid, folder.data))) return true
      await delay(POLL_MS)
    }
  }
  return true
}
