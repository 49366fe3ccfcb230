import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { Readable } from "node:stream"
import { memorySource } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import { beforeAll, expect, it, onTestFinished } from "vitest"
import { openDecryptPool, type DecryptPool } from "../src/decrypt-pool/decrypt-pool.ts"
import { SOURCE_PROGRAM } from "./source-program.ts"
import { envelopedData, segmentDigests } from "./envelope.ts"
import { issue, type TestPair } from "./pki.ts"

let [one, other]: TestPair[] = []
beforeAll(async () => {
  one = await issue()
  other = await issue()
})

function pool(): DecryptPool {
  const opened = openDecryptPool({ size: 1, program: SOURCE_PROGRAM })
  onTestFinished(() => opened.close())
  return opened
}

function keyOf(pair: TestPair) {
  return { certificate: pair.certificate, privateKey: pair.keyPair.privateKey }
}

async function open(threads: DecryptPool, to: TestPair, held: readonly TestPair[]) {
  const plaintext = randomBytes(1_000)
  const stored = envelopedData(plaintext, [to.certificate])
  const opened = await threads.open({
    source: memorySource(stored),
    keys: held.map(keyOf),
    segments: segmentDigests(stored),
  })
  const content = Buffer.concat(await opened.content().toArray())
  opened.close()
  return { openedBy: opened.openedBy?.sha256, isSame: content.equals(plaintext) }
}

it("opens a recording and tells which of the keys opened it", async () => {
  const opened = await open(pool(), other!, [one!, other!])
  expect(opened).toEqual({ openedBy: other!.certificate.sha256, isSame: true })
})

it("forgets a key that is held no longer", async () => {
  const threads = pool()
  await open(threads, one!, [one!])
  await expect(open(threads, one!, [other!])).rejects.toMatchObject({
    code: "ERR_CMS_NO_RECIPIENT",
  })
})

it("does the RSA operation in a thread, and starts another when that one fails", async () => {
  const url = new URL("data:text/javascript,throw new Error('this thread is broken')")
  const broken = openDecryptPool({ size: 1, program: { url, execArgv: [] } })
  onTestFinished(() => broken.close())
  for (const attempt of ["first", "second"]) {
    await expect(open(broken, one!, [one!]), attempt).rejects.toMatchObject({
      code: "ERR_SERVICE_UNAVAILABLE",
      cause: { message: "this thread is broken" },
    })
  }
})

it("fails what is under way when it is closed, and all that comes later", async () => {
  const threads = pool()
  const underWay = open(threads, one!, [one!])
  underWay.catch(() => undefined)
  await threads.close()
  await expect(underWay).rejects.toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE" })
  await expect(open(threads, one!, [one!])).rejects.toMatchObject({
    code: "ERR_SERVICE_UNAVAILABLE",
  })
})

it("lets go of a storage that stalls under a short recording when it is closed", async () => {
  const threads = pool()
  const stored = envelopedData(randomBytes(1_000), [one!.certificate])
  const stalled = new Readable({ read() {} })
  const opening = threads.open({
    source: { totalBytes: stored.length, read: async () => stalled },
    keys: [keyOf(one!)],
    segments: segmentDigests(stored),
  })
  opening.catch(() => undefined)
  while (stalled.listenerCount("readable") === 0) await new Promise(setImmediate)
  await threads.close()
  await expect(opening).rejects.toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE" })
  expect(stalled.destroyed).toBe(true)
})

it("passes on the very error of the storage", async () => {
  const away = new GirError("ERR_SERVICE_UNAVAILABLE", "the storage is away")
  const stored = envelopedData(randomBytes(1_000), [one!.certificate])
  const opening = pool().open({
    source: { totalBytes: stored.length, read: () => Promise.reject(away) },
    keys: [keyOf(one!)],
    segments: segmentDigests(stored),
  })
  await expect(opening).rejects.toBe(away)
})

it("lets go of a storage that stalls when the reader goes, and of everything at the end", async () => {
  // Longer than what is kept whole when it is opened.
  const stored = envelopedData(randomBytes(5_000_000), [one!.certificate])
  const source = memorySource(stored)
  const stalled = [new Readable({ read() {} }), new Readable({ read() {} })] as const
  const reads: (typeof source.read)[] = [
    (from, to) => source.read(from, to),
    async () => stalled[0],
    async () => stalled[1],
  ]
  const opened = await pool().open({
    source: { ...source, read: (from, to) => reads.shift()!(from, to) },
    keys: [keyOf(one!)],
    segments: segmentDigests(stored),
  })
  for (const [index, stream] of stalled.entries()) {
    const content = opened.content({ from: 0, to: 2_000_000 }).resume()
    content.on("error", () => undefined)
    while (stream.listenerCount("readable") === 0) await new Promise(setImmediate)
    if (index === 0) content.destroy()
    else opened.close()
    await once(stream, "close")
  }
})
