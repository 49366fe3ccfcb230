import { mkdir, rm } from "node:fs/promises"
import { setTimeout as delay } from "node:timers/promises"
import { GirError } from "@gir/errors"
import type { DatabaseLogger } from "../logger.ts"
import { findPostgresBinaries } from "./binaries.ts"
import { makeCluster, readPassword } from "./cluster.ts"
import { freePort, isPortFree } from "./free-port.ts"
import { identityOf, isRunning, worksIn } from "./process-identity.ts"
import { shutDown } from "./postmaster.ts"
import {
  postmasterPid,
  readState,
  serverFolder,
  writeState,
  type ServerFolder,
} from "./server-folder.ts"
import { openForPassing, serverUser } from "./server-user.ts"
import { superviseServer } from "./supervise-server.ts"
import { withStartLock } from "./start-lock.ts"

const START_TRIES = 5
const START_AGAIN_MS = 500

export interface EmbeddedPostgresOptions {
  /** Everything of the server lies below it; it is made when it is missing. */
  readonly folder: string
  readonly logger: DatabaseLogger
  /** Default true. False is for tests only: a crash of the machine may cost the whole database. */
  readonly isDurable?: boolean
}

export interface EmbeddedPostgres {
  /** With user and password: a secret. */
  readonly url: string
  /** Ends the server, if this call started it. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL server of a state folder on a loopback port, and starts it again when it
 * dies. The port stays the same from start to start, as long as it is free. A server that a killed
 * owner left behind is ended first; one whose owner lives is shared, and `stop` then leaves it
 * alone.
 *
 * @throws ERR_DATABASE_EMBEDDED
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = serverFolder(options.folder)
  await mkdir(folder.path, { recursive: true, mode: 0o700 })
  await openForPassing(folder.path)
  return withStartLock(folder.lock, async () => {
    const sharedUrl = await urlOfLivingOwner(folder)
    if (sharedUrl !== null) return { url: sharedUrl, stop: async () => undefined }
    if (await shutDown(folder)) options.logger.warn({}, "ended a database that was left behind")
    return start(folder, options)
  })
}

/** Ends the server of a folder whose owner was killed and will not come back. */
export async function endAbandonedPostgres(folderPath: string): Promise<void> {
  await shutDown(serverFolder(folderPath))
}

/** @returns the address of the server that runs on this folder, or `null` when none does. */
export async function embeddedPostgresUrl(folderPath: string): Promise<string | null> {
  const folder = serverFolder(folderPath)
  const [state, pid] = [await readState(folder), await postmasterPid(folder)]
  if (state === null || pid === null || !(await worksIn(pid, folder.data))) return null
  return urlOf(state.port, await readPassword(folder))
}

async function urlOfLivingOwner(folder: ServerFolder): Promise<string | null> {
  const state = await readState(folder)
  if (state === null || !(await isRunning(state.owner))) return null
  return embeddedPostgresUrl(folder.path)
}

async function start(
  folder: ServerFolder,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { logger, isDurable = true } = options
  const binaries = await findPostgresBinaries()
  const user = await serverUser([binaries.postgres, folder.path])
  await makeCluster({ folder, binaries, user, isDurable })
  const password = await readPassword(folder)
  await rm(folder.log, { force: true })
  for (let tryNumber = 1; ; tryNumber += 1) {
    const port = await choosePort(folder, tryNumber)
    try {
      const server = { folder, binaries, user, port, password, isDurable }
      const stop = await superviseServer({ ...server, logger })
      await writeState(folder, { port, owner: await identityOf(process.pid) })
      return { url: urlOf(port, password), stop }
    } catch (error) {
      // The port was taken meanwhile, or backends of a killed server have not ended yet.
      if (!(error instanceof GirError) || tryNumber === START_TRIES) throw error
      await delay(START_AGAIN_MS)
    }
  }
}

async function choosePort(folder: ServerFolder, tryNumber: number): Promise<number> {
  const last = (await readState(folder))?.port
  const isUsable = last !== undefined && tryNumber < START_TRIES && (await isPortFree(last))
  return isUsable ? last : freePort()
}

function urlOf(port: number, password: string): string {
  return `postgresql://gir:${password}@127.0.0.1:${port}/gir`
}
