import { once } from "node:events"
import { Readable } from "node:stream"
import { describe, expect, it } from "vitest"
import { watchedBody } from "../src/remote/watched-body.ts"

describe("watching the body of an upload", () => {
  const body = () => Readable.from([Buffer.alloc(3), Buffer.alloc(4)])

  it("counts what went through", async () => {
    const watched = watchedBody(body())
    await Readable.from(watched.bytes).toArray()
    watched.release()
    expect(watched.storedBytes()).toBe(7)
    expect(watched.failure()).toBeUndefined()
  })

  it("gives up a server that takes nothing more", async () => {
    const watched = watchedBody(body(), 1)
    await watched.bytes[Symbol.asyncIterator]().next()
    if (!watched.signal.aborted) await once(watched.signal, "abort")
    expect(watched.signal.aborted).toBe(true)
  })

  it("gives up a server that does not answer to a whole body", async () => {
    const watched = watchedBody(body(), 1)
    await Readable.from(watched.bytes).toArray()
    if (!watched.signal.aborted) await once(watched.signal, "abort")
    expect(watched.storedBytes()).toBe(7)
  })

  it("does not take a reader that gives up for the body's own failure", async () => {
    const watched = watchedBody(body())
    const reader = Readable.from(watched.bytes)
    reader.once("data", () => reader.destroy(new Error("the connection broke")))
    await expect(once(reader, "end")).rejects.toThrow("the connection broke")
    watched.release()
    expect(watched.failure()).toBeUndefined()
  })
})
