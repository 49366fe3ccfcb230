import { createHash } from "node:crypto"
import { alreadyThere, statusOf, toRemoteError } from "../remote/remote-error.ts"
import { watchedBody } from "../remote/watched-body.ts"
import type { DavClient } from "./dav-client.ts"
import type { DavIncoming } from "./dav-incoming.ts"

export interface Upload {
  readonly client: DavClient
  readonly incoming: DavIncoming
  /** What the object is called in errors. */
  readonly key: string
  readonly segments: readonly string[]
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Uploads under a hidden name, and moves to the key what arrived as a whole: some servers keep what
 * came of a PUT that was cut off. When the answer to the move is lost for good, the object may be
 * there although the put failed; it is never half an object.
 *
 * @returns the object's size.
 */
export async function uploadObject(upload: Upload): Promise<number> {
  const { client, incoming, key } = upload
  const source = watchedBody(upload.body)
  const temporary = incoming.reserve()
  try {
    await client.put(temporary, source)
    await assertWhole(client, temporary, source.storedBytes())
    await claimed(upload, () => moveIntoPlace(upload, temporary, source.storedBytes()))
    return source.storedBytes()
  } catch (error) {
    // What cannot be removed now is hidden, and goes with a later check.
    await client.remove(temporary).catch(() => false)
    throw source.failure() ?? toRemoteError(error, key)
  } finally {
    source.release()
  }
}

/** A proxy may have ended a broken upload as if it were whole. */
async function assertWhole(client: DavClient, path: string, sentBytes: number): Promise<void> {
  const size = (await client.stat(path))?.size
  if (size === sentBytes) return
  const message = `the server holds ${size ?? "none"} of ${sentBytes} bytes`
  throw Object.assign(new Error(message), { name: "CutUpload" })
}

/**
 * Servers look whether the target is free and then rename, which would overwrite what came between
 * (apache2 mod_dav_fs). To make a folder is one step everywhere, so that one claims the key with it.
 */
async function claimed(upload: Upload, work: () => Promise<void>): Promise<void> {
  const { client, incoming, segments } = upload
  const claim = incoming.claim(createHash("sha256").update(segments.join("/")).digest("hex"))
  if (!(await client.makeFolder(claim))) {
    throw Object.assign(new Error("another put of this key is under way"), { name: "Claimed" })
  }
  try {
    await work()
  } finally {
    await client.remove(claim).catch(() => false)
  }
}

async function moveIntoPlace(upload: Upload, from: string, sentBytes: number): Promise<void> {
  const { client, key, segments } = upload
  for (let depth = 1; depth < segments.length; depth += 1) {
    await client.makeFolder(`/${segments.slice(0, depth).join("/")}`)
  }
  const to = `/${segments.join("/")}`
  try {
    await client.move(from, to)
  } catch (error) {
    if (statusOf(error) === 412) throw alreadyThere(key)
    // Gone from where only we move it: the first try worked, and its answer was lost.
    const isMoved = statusOf(error) === 404 && (await client.stat(to))?.size === sentBytes
    if (!isMoved) throw error
  }
}
