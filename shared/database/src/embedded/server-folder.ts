import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { ProcessIdentity } from "./process-identity.ts"

/** Nothing of our own environment reaches the server; PATH lets initdb find the shell. */
export const SERVER_ENVIRONMENT = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/local/bin:/usr/bin:/bin" }

/** What lies where below the folder of an embedded server. */
export interface ServerFolder {
  readonly path: string
  readonly data: string
  /** Mode 0600. */
  readonly password: string
  readonly state: string
  readonly lock: string
  readonly log: string
}

/** Who started the server, and where it listens. */
export interface ServerState {
  readonly port: number
  readonly owner: ProcessIdentity
}

export function serverFolder(path: string): ServerFolder {
  return {
    path,
    data: join(path, "data"),
    password: join(path, "password"),
    state: join(path, "server.json"),
    lock: join(path, "start.lock"),
    log: join(path, "postgres.log"),
  }
}

/** @returns `null` when no server was ever started here. */
export async function readState(folder: ServerFolder): Promise<ServerState | null> {
  try {
    return JSON.parse(await readFile(folder.state, "utf8")) as ServerState
  } catch {
    return null
  }
}

export async function writeState(folder: ServerFolder, state: ServerState): Promise<void> {
  const unfinished = `${folder.state}.unfinished`
  await writeFile(unfinished, JSON.stringify(state), { mode: 0o600 })
  await rename(unfinished, folder.state)
}

/** @returns the process id in `postmaster.pid`, or `null` when there is none. */
export async function postmasterPid(folder: ServerFolder): Promise<number | null> {
  const text = await readFile(join(folder.data, "postmaster.pid"), "utf8").catch(() => "")
  const pid = Number.parseInt(text, 10)
  return pid > 0 ? pid : null
}
