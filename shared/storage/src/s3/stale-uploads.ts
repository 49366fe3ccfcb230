import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3"
import type { Clock } from "@gir/sim"
import { statusOf } from "../remote/remote-error.ts"
import type { Bucket } from "./s3-client.ts"

/** Longer than any call: a live one is uploaded as it is spoken. */
const AGE_MAX_MS = 24 * 3_600_000
/** Not all servers can list uploads, and a policy may forbid it: then a lifecycle rule does this. */
const CANNOT: ReadonlySet<number> = new Set([403, 501])

/** Gives up the uploads in parts that killed processes left; nobody sees them, but they are paid for. */
export async function removeStaleUploads(bucket: Bucket, clock: Clock): Promise<void> {
  const { client, name } = bucket
  const where = { Bucket: name, Prefix: bucket.nameOf("") }
  const found = await client
    .send(new ListMultipartUploadsCommand(where))
    .catch((error: unknown) => {
      if (CANNOT.has(statusOf(error) ?? 0)) return null
      throw error
    })
  for (const { Key, UploadId, Initiated } of found?.Uploads ?? []) {
    const ageMs = clock.now().getTime() - (Initiated?.getTime() ?? Number.NaN)
    if (ageMs <= AGE_MAX_MS || Number.isNaN(ageMs)) continue
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }))
  }
}
