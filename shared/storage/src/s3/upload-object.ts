import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import { HeadObjectCommand } from "@aws-sdk/client-s3"
import { Upload } from "@aws-sdk/lib-storage"
import { alreadyThere, statusOf, toRemoteError } from "../remote/remote-error.ts"
import { watchedBody } from "../remote/watched-body.ts"
import type { Bucket } from "./s3-client.ts"

/** Each upload holds as many parts in memory: few, because thousands of calls may be stored at once. */
const PARTS_AT_ONCE = 2
/** Tells our own object from another's when an answer was lost. */
const MARK = "gir-put"

interface PutUpload {
  readonly bucket: Bucket
  readonly key: string
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Uploads in one request, or in parts when the body is longer than one part. S3 shows an object when
 * its last request is answered, never a part of it; the condition lets the first of two win.
 *
 * @returns the object's size.
 */
export async function uploadObject({ bucket, key, body }: PutUpload): Promise<number> {
  const source = watchedBody(body)
  const mark = randomBytes(16).toString("hex")
  const stop = new AbortController()
  source.signal.addEventListener("abort", () => stop.abort())
  const data = Readable.from(source.bytes, { objectMode: false })
  const upload = new Upload({
    client: bucket.client,
    queueSize: PARTS_AT_ONCE,
    abortController: stop,
    params: {
      Bucket: bucket.name,
      Key: bucket.nameOf(key),
      Body: data,
      IfNoneMatch: "*",
      Metadata: { [MARK]: mark },
    },
  })
  try {
    await upload.done()
    return source.storedBytes()
  } catch (error) {
    const failure = source.failure()
    if (failure !== undefined) throw failure
    if (await isStored({ bucket, key, mark })) return source.storedBytes()
    throw statusOf(error) === 412 ? alreadyThere(key) : toRemoteError(error, key)
  } finally {
    source.release()
    data.destroy()
  }
}

interface Marked {
  readonly bucket: Bucket
  readonly key: string
  readonly mark: string
}

/** A request that is repeated because its answer was lost finds its own object in the way. */
async function isStored({ bucket, key, mark }: Marked): Promise<boolean> {
  const object = { Bucket: bucket.name, Key: bucket.nameOf(key) }
  const found = await bucket.client.send(new HeadObjectCommand(object)).catch(() => null)
  return found?.Metadata?.[MARK] === mark
}
