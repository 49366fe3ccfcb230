import { randomBytes } from "node:crypto"
import { memorySource, openEnvelope } from "@gir/cms-decrypt"
import { beforeAll, expect, it, onTestFinished } from "vitest"
import { openUnwrapPool, type UnwrapPool } from "../src/unwrap-pool/unwrap-pool.ts"
import { SOURCE_PROGRAM } from "./source-program.ts"
import { envelopedData, segmentDigests } from "./envelope.ts"
import { issue, type TestPair } from "./pki.ts"

let [one, other]: TestPair[] = []
beforeAll(async () => {
  one = await issue()
  other = await issue()
})

function pool(): UnwrapPool {
  const opened = openUnwrapPool({ size: 1, program: SOURCE_PROGRAM })
  onTestFinished(() => opened.close())
  return opened
}

function keyOf(pair: TestPair) {
  return { certificate: pair.certificate, privateKey: pair.keyPair.privateKey }
}

async function open(threads: UnwrapPool, to: TestPair, held: readonly TestPair[]) {
  const plaintext = randomBytes(1_000)
  const stored = envelopedData(plaintext, [to.certificate])
  const opened = await openEnvelope(memorySource(stored), {
    keys: [threads.recipientKey(held.map(keyOf))],
    segments: segmentDigests(stored),
    policy: "strict",
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
  const broken = openUnwrapPool({ size: 1, program: { url, execArgv: [] } })
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
