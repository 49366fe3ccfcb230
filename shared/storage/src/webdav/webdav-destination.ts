import { Readable } from "node:stream"
import { assertRange } from "../byte-range.ts"
import { answeredBytes, guarded, orDestroyed } from "../remote/guarded.ts"
import { alreadyThere, notFound } from "../remote/remote-error.ts"
import type { ByteRange, StorageDestination, StoredObject } from "../storage-destination.ts"
import { assertPrefix, keySegments } from "../storage-key.ts"
import { davClient, type DavClient, type DavClientOptions } from "./dav-client.ts"
import { davIncoming, type DavIncoming } from "./dav-incoming.ts"
import { listObjects } from "./list-objects.ts"
import { uploadObject } from "./upload-object.ts"

interface Server {
  readonly client: DavClient
  readonly incoming: DavIncoming
}

/** A folder of a WebDAV server as Storage Destination; any number of processes may share it. */
export function openWebdavDestination(options: DavClientOptions): StorageDestination {
  const client = davClient(options)
  const server: Server = { client, incoming: davIncoming(client) }
  return {
    put: (key, body) => orDestroyed(body, () => put(server, key, body)),
    get: (key, range) => guarded(key, () => get(client, key, range)),
    head: (key) => guarded(key, () => head(client, key)),
    delete: (key) => guarded(key, () => remove(client, key)),
    list: (prefix) => list(client, prefix),
    check: () => guarded("check", () => check(server)),
  }
}

async function put(server: Server, key: string, body: AsyncIterable<Uint8Array>) {
  const segments = keySegments(key)
  // Asked first, so that a whole body is not sent for nothing; the move decides.
  await guarded(key, async () => {
    if ((await server.client.stat(pathOf(segments))) !== null) throw alreadyThere(key)
    await server.incoming.prepare()
  })
  return { storedBytes: await uploadObject({ ...server, key, segments, body }) }
}

async function get(client: DavClient, key: string, range?: ByteRange): Promise<Readable> {
  const path = pathOf(keySegments(key))
  const storedBytes = await sizeOf(client, path)
  if (storedBytes === null) throw notFound(key)
  const { from, to } = range ?? { from: 0, to: storedBytes }
  assertRange({ from, to }, storedBytes, key)
  if (from === to) return Readable.from([])
  const body = await client.get(path, range)
  if (body === null) throw notFound(key)
  return answeredBytes(body, key)
}

async function head(client: DavClient, key: string): Promise<{ storedBytes: number } | null> {
  const storedBytes = await sizeOf(client, pathOf(keySegments(key)))
  return storedBytes === null ? null : { storedBytes }
}

/**
 * Empty folders stay: WebDAV removes a folder with all that is in it, and another process may have
 * put something there a moment ago. For the same reason a folder is never removed as an object.
 */
async function remove(client: DavClient, key: string): Promise<boolean> {
  const path = pathOf(keySegments(key))
  return (await sizeOf(client, path)) !== null && client.remove(path)
}

async function* list(client: DavClient, prefix: string): AsyncGenerator<StoredObject> {
  assertPrefix(prefix)
  const objects = listObjects(client, prefix)
  for (;;) {
    const next = await guarded(prefix, () => objects.next())
    if (next.done === true) return
    yield next.value
  }
}

/** Does what a `put` does, with one byte that stays hidden. */
async function check({ client, incoming }: Server): Promise<void> {
  await assertRoot(client)
  await incoming.clean()
  const hidden = incoming.reserve().slice(1)
  const probe = (async function* () {
    yield new Uint8Array(1)
  })()
  await uploadObject({ client, incoming, key: "check", segments: hidden.split("/"), body: probe })
  await client.remove(`/${hidden}`)
}

/** A miss counts when the root is there and a second look misses too: it may have been away. */
async function sizeOf(client: DavClient, path: string): Promise<number | null> {
  let found = await client.stat(path)
  if (found === null) {
    await assertRoot(client)
    found = await client.stat(path)
  }
  return found?.type === "file" ? found.size : null
}

async function assertRoot(client: DavClient): Promise<void> {
  if ((await client.stat("/"))?.type === "directory") return
  throw Object.assign(new Error("the root is not there"), { name: "NoRoot" })
}

function pathOf(segments: readonly string[]): string {
  return `/${segments.join("/")}`
}
