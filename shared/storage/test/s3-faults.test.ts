import { noFaults } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openStorageDestination, type StorageDestination } from "../src/index.ts"
import { cuttingRelay } from "./cutting-relay.ts"
import { startS3Stub, type S3Stub } from "./s3-stub.ts"

const SECRET = "a secret that nobody may read"

describe("S3 that fails", () => {
  let stub: S3Stub
  let storage: StorageDestination
  beforeEach(async () => {
    stub = await startS3Stub()
    storage = open(stub.endpoint)
  })
  afterEach(() => stub.close())

  const open = (endpoint: string) =>
    openStorageDestination("s3://bucket/prefix", noFaults, {
      endpoint,
      region: "eu-central-1",
      credentials: `an-access-key\n${SECRET}`,
    })
  const NAME = "/bucket/prefix/a/b"
  const bytes = (size: number) => [Buffer.alloc(size, 7)] as unknown as AsyncIterable<Uint8Array>
  const unavailable = { code: "ERR_STORAGE_UNAVAILABLE", retryable: true }
  const full = { code: "ERR_STORAGE_FULL", retryable: true }
  const failureOf = async (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: Error) => error,
    )

  it("stores the bytes alone, without a checksum that some servers would keep", async () => {
    await storage.put("a/b", bytes(10))
    expect(stub.objects.get(NAME)?.body).toEqual(Buffer.alloc(10, 7))
  })

  it("is unavailable to a wrong secret, which no error repeats", async () => {
    stub.next("PUT", { status: 403, code: "SignatureDoesNotMatch" })
    const error = await failureOf(storage.put("a/b", bytes(10)))
    expect(error).toMatchObject({
      ...unavailable,
      fields: { status: 403, reason: "SignatureDoesNotMatch" },
    })
    expect(JSON.stringify([error, error?.message, error?.stack])).not.toContain(SECRET)
  })

  it.each([
    { status: 400, code: "EntityTooLarge" },
    { status: 507, code: "InsufficientStorage" },
    { status: 403, code: "QuotaExceeded" },
  ])("is full when the server says $code", async (answer) => {
    stub.next("PUT", answer)
    await expect(storage.put("a/b", bytes(10))).rejects.toMatchObject(full)
    expect(stub.objects.size).toBe(0)
  })

  it("asks again when the server is busy", async () => {
    stub.next("PUT", { status: 503, code: "SlowDown" })
    expect(await storage.put("a/b", bytes(10))).toEqual({ storedBytes: 10 })
  })

  it("knows its own object again when the answer was lost", async () => {
    stub.next("PUT", { status: null, isServed: true })
    expect(await storage.put("a/b", bytes(10))).toEqual({ storedBytes: 10 })
    expect(stub.requests.filter((request) => request === `PUT ${NAME}`)).toHaveLength(2)
  })

  it("loses to what came between its look and its put", async () => {
    const body = (async function* () {
      await storage.put("a/b", bytes(5))
      yield Buffer.alloc(10)
    })()
    await expect(storage.put("a/b", body)).rejects.toMatchObject({ code: "ERR_STORAGE_EXISTS" })
    expect(stub.objects.get(NAME)?.body).toHaveLength(5)
  })

  it("sends again what a cut connection broke off", async () => {
    const relay = await cuttingRelay(stub.endpoint, 1_000_000)
    relay.mendAfter(1)
    expect(await open(relay.url).put("a/b", bytes(3_000_000))).toEqual({ storedBytes: 3_000_000 })
    expect(relay.cuts()).toBe(1)
    await relay.close()
  })

  it("stores nothing when the connection is cut every time", async () => {
    const relay = await cuttingRelay(stub.endpoint, 1_000_000)
    await expect(open(relay.url).put("a/b", bytes(3_000_000))).rejects.toMatchObject(unavailable)
    expect(relay.cuts()).toBe(3)
    expect(stub.objects.size).toBe(0)
    await relay.close()
  })

  it("gives up uploads in its check that were begun more than a day ago", async () => {
    const upload = (key: string, hours: number) =>
      `<Upload><Key>prefix/${key}</Key><UploadId>${key}</UploadId><Initiated>${new Date(
        Date.now() - hours * 3_600_000,
      ).toISOString()}</Initiated></Upload>`
    stub.next("GET", {
      status: 200,
      xml: `<ListMultipartUploadsResult>${upload("old", 25)}${upload("new", 1)}</ListMultipartUploadsResult>`,
    })
    await storage.check()
    const deleted = stub.requests.filter((request) => request.startsWith("DELETE"))
    expect(deleted.filter((request) => !request.includes("check"))).toEqual([
      "DELETE /bucket/prefix/old?uploadId=old",
    ])
    expect(stub.objects.size).toBe(0)
  })
})
