import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3"
import { systemClock, type Clock } from "@gir/sim"
import { assertRange } from "../byte-range.ts"
import { answeredBytes, guarded, orDestroyed } from "../remote/guarded.ts"
import { alreadyThere, notFound, statusOf } from "../remote/remote-error.ts"
import type { ByteRange, StorageDestination, StoredObject } from "../storage-destination.ts"
import { assertPrefix, keySegments } from "../storage-key.ts"
import { listObjects } from "./list-objects.ts"
import { openBucket, type Bucket, type S3Options } from "./s3-client.ts"
import { removeStaleUploads } from "./stale-uploads.ts"
import { uploadObject } from "./upload-object.ts"

/** A bucket of an S3 server, or a part of it, as Storage Destination; any number may share it. */
export function openS3Destination(
  options: S3Options,
  clock: Clock = systemClock,
): StorageDestination {
  const bucket = openBucket(options)
  return {
    put: (key, body) => orDestroyed(body, () => put(bucket, key, body)),
    get: (key, range) => guarded(key, () => get(bucket, key, range)),
    head: (key) => guarded(key, () => head(bucket, key)),
    delete: (key) => guarded(key, () => remove(bucket, key)),
    list: (prefix) => list(bucket, prefix),
    check: () => guarded("check", () => check(bucket, clock)),
  }
}

async function put(bucket: Bucket, key: string, body: AsyncIterable<Uint8Array>) {
  keySegments(key)
  // Asked first, so that a whole body is not sent for nothing; the server's condition decides.
  await guarded(key, async () => {
    if ((await look(bucket, key)) !== null) throw alreadyThere(key)
  })
  return { storedBytes: await uploadObject({ bucket, key, body }) }
}

async function get(bucket: Bucket, key: string, range?: ByteRange): Promise<Readable> {
  const storedBytes = await sizeOf(bucket, key)
  if (storedBytes === null) throw notFound(key)
  const { from, to } = range ?? { from: 0, to: storedBytes }
  assertRange({ from, to }, storedBytes, key)
  if (from === to) return Readable.from([])
  try {
    const asked = range === undefined ? {} : { Range: `bytes=${from}-${to - 1}` }
    const object = { Bucket: bucket.name, Key: bucket.nameOf(key) }
    const answer = await bucket.client.send(new GetObjectCommand({ ...object, ...asked }))
    const body = answer.Body as Readable
    if (answer.ContentLength === to - from) return answeredBytes(body, key)
    body.destroy()
    throw Object.assign(new Error("the answer has another length"), { name: "OtherLength" })
  } catch (error) {
    throw error instanceof Error && error.name === "NoSuchKey" ? notFound(key) : error
  }
}

async function head(bucket: Bucket, key: string): Promise<{ storedBytes: number } | null> {
  const storedBytes = await sizeOf(bucket, key)
  return storedBytes === null ? null : { storedBytes }
}

async function remove(bucket: Bucket, key: string): Promise<boolean> {
  if ((await sizeOf(bucket, key)) === null) return false
  const object = { Bucket: bucket.name, Key: bucket.nameOf(key) }
  await bucket.client.send(new DeleteObjectCommand(object))
  return true
}

async function* list(bucket: Bucket, prefix: string): AsyncGenerator<StoredObject> {
  assertPrefix(prefix)
  const objects = listObjects(bucket, prefix)
  for (;;) {
    const next = await guarded(prefix, () => objects.next())
    if (next.done === true) return
    yield next.value
  }
}

/** Does what a `put` does, with one byte under a name that no key has. */
async function check(bucket: Bucket, clock: Clock): Promise<void> {
  await assertBucket(bucket)
  await removeStaleUploads(bucket, clock)
  const key = `.check-${randomBytes(16).toString("hex")}`
  const probe = (async function* () {
    yield new Uint8Array(1)
  })()
  await uploadObject({ bucket, key, body: probe })
  const object = { Bucket: bucket.name, Key: bucket.nameOf(key) }
  await bucket.client.send(new DeleteObjectCommand(object))
}

/** An answer without a body does not tell a missing object from a missing bucket: asked apart. */
async function sizeOf(bucket: Bucket, key: string): Promise<number | null> {
  keySegments(key)
  const storedBytes = await look(bucket, key)
  if (storedBytes === null) await assertBucket(bucket)
  return storedBytes
}

async function look(bucket: Bucket, key: string): Promise<number | null> {
  const object = { Bucket: bucket.name, Key: bucket.nameOf(key) }
  try {
    return (await bucket.client.send(new HeadObjectCommand(object))).ContentLength ?? null
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function assertBucket({ client, name }: Bucket): Promise<void> {
  await client.send(new HeadBucketCommand({ Bucket: name }))
}
