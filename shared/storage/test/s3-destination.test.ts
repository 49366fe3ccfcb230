import { noFaults } from "@gir/sim"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openStorageDestination } from "../src/index.ts"
import { collect, storageConformance } from "./conformance.ts"
import { BUCKET, startS3, type S3Server } from "./s3-server.ts"

/** The secret that s3rver knows. */
const CREDENTIALS = "S3RVER\nS3RVER"

describe("S3 on s3rver", () => {
  let server: S3Server
  let roots = 0
  beforeAll(async () => {
    server = await startS3()
  })
  afterAll(() => server.close())

  const newPrefix = () => `root-${(roots += 1)}`
  const open = (prefix: string, { endpoint = server.endpoint, bucket = BUCKET } = {}) =>
    openStorageDestination(`s3://${bucket}/${prefix}`, noFaults, {
      endpoint,
      region: null,
      credentials: CREDENTIALS,
    })

  storageConformance("S3", {
    async open() {
      const prefix = newPrefix()
      let isAway = false
      return {
        storage: open(prefix),
        reopen: () => open(prefix),
        everything: () => server.everything(`${prefix}/`),
        async takeAway() {
          isAway = true
          await server.stop()
        },
        close: async () => (isAway ? server.start() : undefined),
      }
    },
  })

  const unavailable = { code: "ERR_STORAGE_UNAVAILABLE", retryable: true }
  const PART = Buffer.alloc(1_048_576, 7)
  async function* parts(count: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < count; index += 1) yield PART
  }

  it("puts an object of unknown length in parts, and shows it when it is whole", async () => {
    const storage = open(newPrefix())
    const seen: unknown[] = []
    const body = (async function* () {
      for await (const part of parts(12)) {
        yield part
        seen.push(await storage.head("a/b"))
      }
    })()
    expect(await storage.put("a/b", body)).toEqual({ storedBytes: 12 * PART.length })
    expect(new Set(seen)).toEqual(new Set([null]))
    expect((await collect(storage.list("")))[0]?.storedBytes).toBe(12 * PART.length)
  })

  it("leaves no part behind when the body fails after some", async () => {
    const prefix = newPrefix()
    const failure = new Error("the source broke")
    const body = (async function* () {
      yield* parts(11)
      throw failure
    })()
    await expect(open(prefix).put("a/b", body)).rejects.toBe(failure)
    expect(await server.everything(`${prefix}/`)).toEqual([])
    expect(await server.everything("uploads")).toEqual([])
  })

  it("is unavailable, not empty, when its bucket is missing, and does not make it", async () => {
    const storage = open(newPrefix(), { bucket: "not-there" })
    await expect(storage.head("a/b")).rejects.toMatchObject(unavailable)
    await expect(storage.put("a/b", parts(1))).rejects.toMatchObject(unavailable)
    await expect(storage.check()).rejects.toMatchObject(unavailable)
    await expect(collect(storage.list(""))).rejects.toMatchObject(unavailable)
  })
})
