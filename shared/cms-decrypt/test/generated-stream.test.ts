import { createHash } from "node:crypto"
import { PassThrough, Readable, Transform, Writable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { finished, pipeline } from "node:stream/promises"
import { describe, expect, it } from "vitest"
import { generatedStream } from "../src/generated-stream.ts"

const BATCHES = 12
const chunk = (index: number): Buffer => Buffer.alloc(50_000, index)
const expected = Buffer.concat(Array.from({ length: BATCHES * 4 }, (_, index) => chunk(index)))

/** Batches of four chunks and some that are empty; each comes a turn later than it is asked for. */
function made(): Readable {
  return generatedStream(async function* () {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      yield []
      yield [Buffer.alloc(0), ...[0, 1, 2, 3].map((part) => chunk(batch * 4 + part))]
    }
  })
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** A destination that takes its time over every chunk. */
function slow(chunks: Buffer[]): Writable {
  return new Writable({
    highWaterMark: 1,
    write: (bytes: Buffer, _encoding, done) => {
      chunks.push(bytes)
      setImmediate(done)
    },
  })
}

describe("a generated stream gives all of its bytes, in order", () => {
  it("to a loop", async () => {
    const parts: Buffer[] = []
    for await (const part of made() as AsyncIterable<Buffer>) parts.push(part)
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })

  it("to a listener", async () => {
    const parts: Buffer[] = []
    await finished(made().on("data", (part: Buffer) => parts.push(part)))
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })

  it("to nobody, when it is only resumed", async () => {
    const stream = made().resume()
    await finished(stream)
    expect(stream.readableEnded).toBe(true)
  })

  it("to a reader that asks by itself", async () => {
    const stream = made()
    const parts: Buffer[] = []
    stream.on("readable", () => {
      for (
        let part = stream.read() as Buffer | null;
        part !== null;
        part = stream.read() as Buffer | null
      )
        parts.push(part)
    })
    await finished(stream)
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })

  it("to a listener that pauses after every chunk", async () => {
    const stream = made()
    const parts: Buffer[] = []
    stream.on("data", (part: Buffer) => {
      parts.push(part)
      stream.pause()
      setImmediate(() => stream.resume())
    })
    await finished(stream)
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })

  it.each([
    ["a slow destination", () => []],
    ["a transform in between", () => [new PassThrough()]],
    [
      "a transform that only takes",
      () => [
        new Transform({
          highWaterMark: 1,
          transform: (part, _encoding, done) => setImmediate(done, null, part),
        }),
      ],
    ],
  ])("through a pipeline with %s", async (_name, between) => {
    const parts: Buffer[] = []
    await pipeline([made(), ...between(), slow(parts)])
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })

  it("through pipe", async () => {
    const parts: Buffer[] = []
    await finished(made().pipe(slow(parts)))
    expect(digest(Buffer.concat(parts))).toBe(digest(expected))
  })
})

describe("a generated stream that fails", () => {
  it("gives everything before the failure, and then the failure", async () => {
    const stream = generatedStream(async function* () {
      yield [chunk(1), chunk(2)]
      throw new Error("changed")
    })
    const parts: Buffer[] = []
    const work = pipeline(stream, slow(parts))
    await expect(work).rejects.toThrow("changed")
    expect(Buffer.concat(parts)).toEqual(Buffer.concat([chunk(1), chunk(2)]))
  })

  it("runs the generator's finally when its reader leaves", async () => {
    let isClosed = false
    const stream = generatedStream(async function* () {
      try {
        for (;;) yield [chunk(1)]
      } finally {
        isClosed = true
      }
    })
    stream.once("data", () => stream.destroy())
    await new Promise((resolve) => stream.once("close", resolve))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isClosed).toBe(true)
  })

  it("does not run the generator before it is read", async () => {
    let isStarted = false
    const stream = generatedStream(async function* () {
      isStarted = true
      yield [chunk(1)]
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isStarted).toBe(false)
    expect(await buffer(stream)).toEqual(chunk(1))
  })
})
