import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { get, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pathToFileURL } from "node:url"
import type { MediaReceipt } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { openFaults } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, receiptOf, recordingId } from "./sample-recording.ts"

const ID = recordingId(1)
const CONTENT = `/api/v2/media/${ID}-call/content`
const HUGE_BYTES = 1_073_741_824
const bytes = randomBytes(1_000).toString("hex")

let rws: RwsFixture
let app: App

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
  await store(ID, bytes)
})
afterAll(() => rws.close())

/** Puts an object and its metadata; `promised` is what the receipt says of it. */
async function store(id: string, stored: string, promised = stored): Promise<void> {
  const receipt = receiptOf(id, "call", { content: promised })
  await rws.storage.put(receipt.storageKey, Readable.from([Buffer.from(stored)]))
  await saveReceipt(id, receipt)
}

async function saveReceipt(id: string, receipt: MediaReceipt): Promise<void> {
  const metadata = metadataOf(id)
  const mediaFiles = metadata.mediaFiles.map((file) => ({ ...file, receipt }))
  const answer = await app.inject({
    method: "POST",
    url: `${OPS_CENTER}/recordings`,
    headers: asService,
    payload: { ...metadata, mediaFiles },
  })
  expect(answer.statusCode).toBe(200)
}

function hugeReceipt(id: string): MediaReceipt {
  const receipt = receiptOf(id, "call")
  const segments = { ...receipt.segments, totalBytes: HUGE_BYTES }
  return { ...receipt, storedBytes: HUGE_BYTES, segments }
}

function content(headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") {
  return app.inject({ method, url: CONTENT, headers: { ...asService, ...headers } })
}

describe("stored bytes", () => {
  it("break off when the Storage Destination gives too few, and never end in peace", async () => {
    const faults = openFaults({ seed: 1, remembered: [{ name: "storage.truncated-read" }] })
    const storage = openStorageDestination(
      pathToFileURL(join(rws.folder, "recordings")).href,
      faults,
    )
    const node = await rws.node({ storage })
    await node.app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = node.app.server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}${CONTENT}`, { headers: asService })
    await expect(answer.text()).rejects.toThrow("terminated")
  })

  it("come as a whole without a range, with their length", async () => {
    const answer = await content()
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe(bytes)
    expect(answer.headers).toMatchObject({
      "content-length": "2000",
      "accept-ranges": "bytes",
      "content-type": "audio/wav",
    })
  })

  it("come in part when a range is asked for", async () => {
    const answer = await content({ range: "bytes=500-999" })
    expect(answer.statusCode).toBe(206)
    expect(answer.body).toBe(bytes.slice(500, 1_000))
    expect(answer.headers).toMatchObject({
      "content-length": "500",
      "content-range": "bytes 500-999/2000",
    })
  })

  it("of the end come with a suffix range", async () => {
    const answer = await content({ range: "bytes=-1" })
    expect(answer.body).toBe(bytes.slice(-1))
    expect(answer.headers["content-range"]).toBe("bytes 1999-1999/2000")
  })

  it("behind the end are refused with the whole length", async () => {
    const answer = await content({ range: "bytes=2000-" })
    expect(answer.json()).toMatchObject({ status: 416, code: "ERR_RWS_RANGE_NOT_SATISFIABLE" })
    expect(answer.headers["content-range"]).toBe("bytes */2000")
  })

  it("come as a whole when the range was meant for another object", async () => {
    const { etag } = (await content()).headers
    expect((await content({ range: "bytes=0-0", "if-range": String(etag) })).statusCode).toBe(206)
    expect((await content({ range: "bytes=0-0", "if-range": '"other"' })).statusCode).toBe(200)
  })

  it("are described by HEAD, which opens nothing and knows no range", async () => {
    const opened: string[] = []
    const storage: StorageDestination = {
      ...rws.storage,
      get: async (key) => Promise.reject(new Error(`opened ${String(opened.push(key))}`)),
    }
    const node = await rws.node({ storage })
    const headers = { ...asService, range: "bytes=1-2" }
    const answer = await node.app.inject({ method: "HEAD", url: CONTENT, headers })
    expect([answer.statusCode, answer.headers["content-length"], answer.body]).toEqual([
      200,
      "2000",
      "",
    ])
    expect(opened).toEqual([])
  })

  it("of an unknown media file are a 404, and so is an impossible id", async () => {
    const url = `/api/v2/media/${ID}-mux/content`
    const unknown = await app.inject({ url, headers: asService })
    expect(unknown.json()).toMatchObject({ status: 404, code: "ERR_RWS_MEDIA_UNKNOWN" })
    const bad = await app.inject({ url: "/api/v2/media/x/content", headers: asService })
    expect(bad.json()).toMatchObject({ code: "ERR_BAD_REQUEST" })
  })

  it("that are gone or cut are told, and no byte of them is sent", async () => {
    await store(recordingId(2), "only half", "only half of what was promised")
    const cut = await app.inject({
      url: `/api/v2/media/${recordingId(2)}-call/content`,
      headers: asService,
    })
    expect(cut.json()).toMatchObject({ status: 502, code: "ERR_RWS_MEDIA_LENGTH" })
    await rws.storage.delete(receiptOf(recordingId(2), "call").storageKey)
    const gone = await app.inject({
      url: `/api/v2/media/${recordingId(2)}-call/content`,
      headers: asService,
    })
    expect(gone.json()).toMatchObject({ status: 404, code: "ERR_STORAGE_NOT_FOUND" })
  })

  it("are for RCS alone: the ops password does not open them", async () => {
    const answer = await app.inject({ url: CONTENT, headers: asOps })
    expect(answer.statusCode).toBe(403)
  })

  it("are not read any further once the client has gone away", async () => {
    let read = 0
    const endless = new Readable({
      read() {
        read += 1
        this.push(Buffer.alloc(65_536))
      },
    })
    const closed = once(endless, "close")
    const node = await rws.node({
      storage: {
        ...rws.storage,
        head: async () => ({ storedBytes: HUGE_BYTES }),
        get: async () => endless,
      },
    })
    await saveReceipt(recordingId(3), hugeReceipt(recordingId(3)))
    await node.app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = node.app.server.address() as { port: number }
    const path = CONTENT.replace(ID, recordingId(3))
    const request = get({ host: "127.0.0.1", port, path, headers: asService })
    const [response] = (await once(request, "response")) as [IncomingMessage]
    await once(response, "data")
    response.destroy()
    await closed
    const readUntilClosed = read
    await new Promise((resolve) => setImmediate(resolve))
    expect(read).toBe(readUntilClosed)
    expect(read * 65_536).toBeLessThan(HUGE_BYTES)
  })
})

describe("a receipt", () => {
  it("is given to RCS as it was posted", async () => {
    const answer = await app.inject({ url: `/api/v2/media/${ID}-call`, headers: asService })
    expect(answer.json()).toEqual(receiptOf(ID, "call", { content: bytes }))
  })
})
