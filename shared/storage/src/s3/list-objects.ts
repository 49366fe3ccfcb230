import { ListObjectsV2Command } from "@aws-sdk/client-s3"
import type { StoredObject } from "../storage-destination.ts"
import type { Bucket } from "./s3-client.ts"

/** Page after page; what begins with a dot is no key. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncGenerator<StoredObject> {
  let from: string | undefined
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: bucket.nameOf(prefix),
        ...(from === undefined ? {} : { ContinuationToken: from }),
      }),
    )
    for (const { Key = "", Size = 0 } of page.Contents ?? []) {
      const key = bucket.keyOf(Key)
      if (!key.startsWith(".")) yield { key, storedBytes: Size }
    }
    from = page.NextContinuationToken
  } while (from !== undefined)
}
