import { once } from "node:events"
import { existsSync, rmSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import S3rver from "s3rver"

export const BUCKET = "recordings"

export interface S3Server {
  readonly endpoint: string
  /** Names of the objects, and of the parts of unfinished ones, below a prefix. */
  everything(prefix: string): Promise<readonly string[]>
  start(): Promise<void>
  stop(): Promise<void>
  close(): Promise<void>
}

/**
 * The npm package s3rver on loopback. What it does not do as S3 does stands in front of it: the
 * condition that lets the first of two puts win, giving up an upload, and a range of the first byte.
 */
export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "gir-s3-test-"))
  const s3 = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET }] })
  await s3.configureBuckets()
  mendFirstByte(s3)
  const handle = s3.callback()
  const inTurn = oneAfterAnother()
  const isTaken = (path: string) =>
    existsSync(join(directory, `${decodeURIComponent(path)}._S3rver_object`))
  const server = createServer((request, response) => {
    const [path = "", query = ""] = (request.url ?? "").split("?")
    const upload = new URLSearchParams(query).get("uploadId")
    if (request.method === "DELETE" && upload !== null) {
      rmSync(join(directory, BUCKET, "._S3rver_uploads", upload), { recursive: true })
      return void response.writeHead(204).end()
    }
    if (request.headers["if-none-match"] !== "*") return handle(request, response)
    inTurn(path, async () => {
      if (isTaken(path)) return refuse(request, response)
      const ended = once(response, "close")
      handle(request, response)
      await ended
    })
  })
  let port = 0
  const start = async () => {
    server.listen(port, "127.0.0.1")
    await once(server, "listening")
    port = (server.address() as AddressInfo).port
  }
  const stop = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, "close")
  }
  await start()
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async everything(prefix) {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter(
          (path) => path.includes(prefix) && !/_S3rver_(metadata\.json|object\.md5)$/.test(path),
        )
    },
    start,
    stop,
    async close() {
      await stop()
      await rm(directory, { recursive: true })
    },
  }
}

/** It takes an end of 0 for no end at all, unless the 0 is an object. */
function mendFirstByte({ store }: S3rver): void {
  const getObject = store.getObject.bind(store)
  store.getObject = (bucket, key, range) =>
    getObject(bucket, key, range?.end === 0 ? { ...range, end: new Number(0) as number } : range)
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(412, { "content-type": "application/xml" })
  response.end("<Error><Code>PreconditionFailed</Code></Error>")
}

/** Work on the same path one after another, so that look and store are one step. */
function oneAfterAnother(): (path: string, work: () => Promise<void> | void) => void {
  const last = new Map<string, Promise<void>>()
  return (path, work) => {
    last.set(path, (last.get(path) ?? Promise.resolve()).then(work))
  }
}
