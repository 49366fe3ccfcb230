import type { StoredObject } from "../storage-destination.ts"
import type { DavClient } from "./dav-client.ts"

/** Walks only the folders that can hold keys with this prefix; what vanishes meanwhile is skipped. */
export async function* listObjects(
  client: DavClient,
  prefix: string,
): AsyncGenerator<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1)
  if ((await client.stat("/")) === null) {
    throw Object.assign(new Error("the root is not there"), { name: "NoRoot" })
  }
  yield* walk({ client, prefix, folder })
}

interface Walk {
  readonly client: DavClient
  readonly prefix: string
  /** Ends with a slash; empty for the root. */
  readonly folder: string
}

async function* walk({ client, prefix, folder }: Walk): AsyncGenerator<StoredObject> {
  const found = await client.entries(`/${folder}`)
  for (const { basename, type, size } of found?.entries ?? []) {
    const key = `${folder}${basename}`
    if (basename.startsWith(".")) continue
    if (type === "directory" && mayHold(key, prefix)) {
      yield* walk({ client, prefix, folder: `${key}/` })
    }
    if (type === "file" && key.startsWith(prefix)) yield { key, storedBytes: size }
  }
}

function mayHold(folder: string, prefix: string): boolean {
  return `${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`)
}
