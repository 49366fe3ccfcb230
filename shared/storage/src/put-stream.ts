import type { Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { StorageDestination } from "./storage-destination.ts"

export interface PutStreamOptions {
  readonly key: string
  readonly source: Readable
  /** What the bytes pass through on their way, at least one. */
  readonly stages: readonly [...Transform[], Transform]
  /** Gives the object up: nothing of it is left. */
  readonly signal?: AbortSignal
}

/**
 * Streams media through its stages into one object, and destroys them all at the end.
 *
 * @throws what the source, a stage or the Storage Destination failed with, whichever was first.
 */
export async function putStream(
  storage: StorageDestination,
  { key, source, stages, signal }: PutStreamOptions,
): Promise<{ readonly storedBytes: number }> {
  const body = stages.at(-1) as Transform
  const flowing = pipeline([source, ...stages], signal === undefined ? {} : { signal })
  // A put that fails before it reads would leave the flow waiting for a reader for ever.
  const putting = storage.put(key, body).catch((error: Error) => {
    body.destroy(error)
    throw error
  })
  const [put, flowed] = await Promise.allSettled([putting, flowing])
  // The one that failed second only echoes the first; the put passes its body's error on unchanged.
  if (put.status === "rejected") throw put.reason
  if (flowed.status === "fulfilled") return put.value
  await storage.delete(key)
  throw flowed.reason
}
