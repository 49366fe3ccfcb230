import { createCipheriv, randomBytes } from "node:crypto"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable, Transform } from "node:stream"
import { pathToFileURL } from "node:url"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { openStorageDestination } from "@gir/storage"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { sealedBody } from "../src/sealed-body.ts"

const BLOCK_BYTES = 4_194_304
const BLOCKS = 4

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc") as (options: { type: "minor" }) => void
/** What survived it twice is old. */
const collectYoung = (): void => {
  for (let times = 0; times < 3; times += 1) collect({ type: "minor" })
}
const heldBlocks = (): number => process.memoryUsage().arrayBuffers / BLOCK_BYTES

describe("the sealed body of a live call", () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "sealed-body-"))
  })
  afterEach(() => rm(root, { recursive: true }))

  it("leaves no written block behind while it waits for the next one", async () => {
    const stream = new Readable({ objectMode: true, read: () => undefined })
    const cipher = createCipheriv("aes-256-cbc", randomBytes(32), randomBytes(16))
    const sealing = new Transform({
      transform: (block: Uint8Array, _encoding, done) => done(null, cipher.update(block)),
      flush: (done) => done(null, cipher.final()),
    })
    const written: (() => void)[] = []
    const body = sealedBody({
      audio: { stream, dueMs: () => 0 },
      digester: { update: () => undefined },
      onPlaintextEnd: () => undefined,
      sealing,
      lateness: { note: () => written.shift()?.() },
    })
    const stored = openStorageDestination(pathToFileURL(root).href).put("call", body)
    const silence = Buffer.alloc(BLOCK_BYTES)
    collectYoung()
    const before = heldBlocks()
    const held: number[] = []
    for (let count = 0; count < BLOCKS; count += 1) {
      const isWritten = new Promise<void>((resolve) => written.push(resolve))
      // Whoever waits now is old when the block comes.
      collectYoung()
      stream.push(silence.subarray())
      await isWritten
      collectYoung()
      held.push(heldBlocks() - before)
    }
    stream.push(null)
    expect((await stored).storedBytes).toBe(BLOCKS * BLOCK_BYTES + 16)
    expect((await readFile(join(root, "call"))).length).toBe(BLOCKS * BLOCK_BYTES + 16)
    expect(Math.max(...held)).toBeLessThan(1)
  })
})
