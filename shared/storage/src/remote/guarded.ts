import { PassThrough, Readable } from "node:stream"
import { toRemoteError } from "./remote-error.ts"

/** Gives what a request failed with its code. */
export async function guarded<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toRemoteError(error, where)
  }
}

/** A stream that nobody reads any more would keep its source waiting for ever. */
export async function orDestroyed<T>(
  body: AsyncIterable<Uint8Array>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (body instanceof Readable) body.destroy()
    throw error
  }
}

/** An answer's bytes; when the connection breaks, they fail with a code. */
export function answeredBytes(source: Readable, where: string): Readable {
  const out = new PassThrough()
  source.once("error", (error) => out.destroy(toRemoteError(error, where)))
  out.once("close", () => source.destroy())
  return source.pipe(out)
}
