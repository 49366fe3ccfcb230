import type { GirError } from "@gir/errors"

export async function* failingAfter(body: AsyncIterable<Uint8Array>, error: GirError) {
  for await (const bytes of body) {
    yield bytes
    throw error
  }
}

export async function* aborting(body: AsyncIterable<Uint8Array>, stop: AbortController) {
  for await (const bytes of body) {
    yield bytes
    stop.abort()
  }
}
