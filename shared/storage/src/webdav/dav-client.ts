import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { Readable } from "node:stream"
import { setTimeout as delay } from "node:timers/promises"
import { AuthType, createClient, type FileStat, type WebDAVClient } from "webdav"
import { statusOf } from "../remote/remote-error.ts"
import type { WatchedBody } from "../remote/watched-body.ts"
import type { StorageCredentials } from "../storage-access.ts"
import type { ByteRange } from "../storage-destination.ts"

const REQUEST_TIMEOUT_MS = 30_000
const ATTEMPTS = 3
const BACKOFF_MS = 100
/** A gateway's way to say "later"; 507 says "full", and is told at once. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504])

export interface DavClientOptions {
  /** `http:` or `https:` address of the root, without credentials. */
  readonly url: string
  readonly credentials: StorageCredentials | null
}

/** The requests of a WebDAV server that the adapter makes. All but `put` are repeated by themselves. */
export interface DavClient {
  put(path: string, body: WatchedBody): Promise<void>
  /** @throws what has the status 412 when something is there. */
  move(from: string, to: string): Promise<void>
  /** @returns false when something is there already. */
  makeFolder(path: string): Promise<boolean>
  /** @returns false when nothing was there. */
  remove(path: string): Promise<boolean>
  /** @returns null when nothing is there. */
  stat(path: string): Promise<FileStat | null>
  get(path: string, range?: ByteRange): Promise<Readable | null>
  /** @returns null when there is no such folder. */
  entries(path: string): Promise<FolderEntries | null>
}

export interface FolderEntries {
  readonly entries: readonly FileStat[]
  /** The server's own time, which its files are dated by. */
  readonly nowMs: number
}

export function davClient(options: DavClientOptions): DavClient {
  const kept = newClient(options, true)
  // A kept connection may have been closed by the server meanwhile, and a put cannot be repeated.
  const fresh = newClient(options, false)
  return {
    async put(path, { bytes, signal }) {
      const data = Readable.from(bytes, { objectMode: false })
      try {
        await fresh.putFileContents(path, data, { signal, contentLength: false })
      } finally {
        data.destroy()
      }
    },
    move: (from, to) => repeated((signal) => kept.moveFile(from, to, { overwrite: false, signal })),
    makeFolder: (path) => makeFolder(kept, path),
    remove: (path) => unless(404, () => repeated((signal) => kept.deleteFile(path, { signal }))),
    stat: (path) =>
      orNull(() => repeated(async (signal) => (await kept.stat(path, { signal })) as FileStat)),
    get: (path, range) => orNull(() => repeated((signal) => open(kept, { path, range, signal }))),
    entries: (path) =>
      orNull(() =>
        repeated(async (signal) => {
          const answer = await kept.getDirectoryContents(path, { details: true, signal })
          if (!("data" in answer)) throw new TypeError("a detailed listing has no details")
          return { entries: answer.data, nowMs: Date.parse(answer.headers["date"] ?? "") }
        }),
      ),
  }
}

/** Two that make it at once both find nothing, and apache2 tells the second of an error of its own. */
async function makeFolder(client: WebDAVClient, path: string): Promise<boolean> {
  try {
    return await unless(405, () => repeated((signal) => client.createDirectory(path, { signal })))
  } catch (error) {
    const isThere = await repeated((signal) => client.exists(path, { signal }))
    if (isThere) return false
    throw error
  }
}

function newClient({ url, credentials }: DavClientOptions, keepAlive: boolean): WebDAVClient {
  return createClient(url, {
    authType: credentials === null ? AuthType.None : AuthType.Password,
    ...(credentials === null ? {} : { username: credentials.user, password: credentials.secret }),
    httpAgent: new HttpAgent({ keepAlive }),
    httpsAgent: new HttpsAgent({ keepAlive }),
  })
}

interface Opening {
  readonly path: string
  readonly range: ByteRange | undefined
  readonly signal: AbortSignal
}

async function open(client: WebDAVClient, { path, range, signal }: Opening): Promise<Readable> {
  // The signal is for the answer's head; a player may read the body for as long as it likes.
  const stop = new AbortController()
  const abort = () => stop.abort()
  signal.addEventListener("abort", abort)
  try {
    const headers = range === undefined ? {} : { Range: `bytes=${range.from}-${range.to - 1}` }
    const answer = await client.customRequest(path, { method: "GET", headers, signal: stop.signal })
    // In Node the library answers with a stream of Node's.
    const { body } = answer as unknown as { readonly body: Readable }
    if (range === undefined || answer.status === 206) return body
    body.destroy()
    throw Object.assign(new Error("no ranges"), { status: answer.status, name: "NoRanges" })
  } finally {
    signal.removeEventListener("abort", abort)
  }
}

/** Every one of these requests may come twice: what they change, they change once. */
async function repeated<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request(AbortSignal.timeout(REQUEST_TIMEOUT_MS))
    } catch (error) {
      const status = statusOf(error)
      const mayPass = status === undefined || PASSING.has(status)
      if (!mayPass || attempt === ATTEMPTS) throw error
    }
    await delay(BACKOFF_MS * attempt)
  }
}

async function unless(status: number, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (statusOf(error) === status) return false
    throw error
  }
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}
