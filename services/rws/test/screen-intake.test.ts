import { request as httpRequest } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import type { RecordingMetadata, StoredReference } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { httpClient, type App, type HttpClient } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, recordingId } from "./sample-recording.ts"
import { screenAddress, uploadScreen, type UploadOptions } from "./screen-uploads.ts"

/** Other suites share the machine. */
const PATIENTLY = { timeout: 20_000 }

let rws: RwsFixture
let app: App
let id: string
let nextId = 1

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
})
beforeEach(async () => {
  for (const key of await rws.objects()) await rws.storage.delete(key)
  id = recordingId(nextId++)
})
afterAll(() => rws.close())

function upload({ node = app, ...options }: UploadOptions & { readonly node?: App } = {}) {
  return uploadScreen(node, id, options)
}

async function recording(): Promise<RecordingMetadata> {
  const answer = await app.inject({ url: `/api/v2/recordings/${id}`, headers: asOps })
  return answer.json<RecordingMetadata>()
}

describe("uploading again", () => {
  it("of any size is answered at once, without being read", async () => {
    await upload()
    const client = await clientOf(app)
    const body = Readable.from(Array<Buffer>(400).fill(Buffer.alloc(100_000)))
    const headers = { "content-type": "video/mp4" }
    const answer = await client.stream({ method: "PUT", path: screenAddress(id), headers, body })
    expect(await json(answer.body)).toMatchObject({ mediaId: `${id}-screen` })
    await client.close()
  })

  it("is answered with what is there, and stores nothing more", async () => {
    const first = (await upload()).json<StoredReference>()
    const again = await upload({ body: randomBytes(1_000) })
    expect(again.json()).toEqual(first)
    expect(await rws.objects()).toEqual([first.storageKey])
  })

  it("at the same time leaves one object, and one answer for all", async () => {
    const answers = await Promise.all([upload(), upload(), upload()])
    const references = answers.map((answer) => answer.json<StoredReference>())
    expect(new Set(references.map(({ storageKey }) => storageKey)).size).toBe(1)
    expect(await rws.objects()).toEqual([references[0]?.storageKey])
    const notes = await rws.database.query("select * from screen_intakes where media_id = $1", [
      `${id}-screen`,
    ])
    expect(notes.rows).toEqual([])
  })

  it("after the receipt could not be saved removes the object of the first try", async () => {
    const node = await nodeThatCannotSave()
    const failed = await upload({ node })
    expect(failed.json()).toMatchObject({ status: 503, code: "ERR_DATABASE_UNAVAILABLE" })
    const [orphan] = await rws.objects()
    expect(orphan).toBeDefined()
    const { storageKey } = (await upload()).json<StoredReference>()
    expect(storageKey).not.toBe(orphan)
    expect(await rws.objects()).toEqual([storageKey])
  })
})

describe("an upload that is not right", () => {
  it.each([
    ["nothing at all", { body: new Uint8Array() }, "ERR_RWS_SCREEN_EMPTY"],
    ["too much", { body: new Uint8Array(1_000_001) }, "ERR_RWS_SCREEN_TOO_LARGE"],
    ["another type", { contentType: "video/webm" }, "ERR_BAD_REQUEST"],
    ["JSON", { contentType: "application/json", body: Buffer.from("{}") }, "ERR_BAD_REQUEST"],
    [
      "no agent",
      { query: "startTime=2026-12-01T10:00:00.000Z&durationMs=1&fileName=f" },
      "ERR_BAD_REQUEST",
    ],
    ["a false date", { query: dated("2026-02-31T10:00:00.000Z") }, "ERR_BAD_REQUEST"],
    ["a file name that climbs", { query: named("..%2Fx") }, "ERR_BAD_REQUEST"],
    ["a hidden file name", { query: named(".x") }, "ERR_BAD_REQUEST"],
  ])("because it has %s is refused, and nothing is stored", async (_what, options, code) => {
    expect((await upload(options)).json()).toMatchObject({ code })
    expect(await rws.objects()).toEqual([])
  })

  it("because it is too large is refused also when the length was not told", async () => {
    expect(await refusalOf(app, 2)).toBe("ERR_RWS_SCREEN_TOO_LARGE")
    expect(await rws.objects()).toEqual([])
  })

  it("because the Storage Destination is full gets its answer, and nothing is stored", async () => {
    const storage: StorageDestination = {
      ...rws.storage,
      put: async (_key, body) => {
        for await (const chunk of body) {
          throw new GirError("ERR_STORAGE_FULL", `no space for ${chunk.byteLength} bytes`)
        }
        return { storedBytes: 0 }
      },
    }
    const node = (await rws.node({ storage, config: { maxScreenBytes: 100_000_000 } })).app
    expect(await refusalOf(node, 40)).toBe("ERR_STORAGE_FULL")
    expect(await rws.objects()).toEqual([])
  })

  it("because the Storage Destination is away is refused before anything is read", async () => {
    const put = async () => Promise.reject(new GirError("ERR_STORAGE_UNAVAILABLE", "not mounted"))
    const storage = { ...rws.storage, put }
    const node = (await rws.node({ storage, config: { maxScreenBytes: 100_000_000 } })).app
    expect(await refusalOf(node, 40)).toBe("ERR_STORAGE_UNAVAILABLE")
    expect(await notes()).toEqual([])
  })

  it("because the sender breaks off stores nothing, and may be repeated", async () => {
    const request = httpRequest({
      method: "PUT",
      host: "127.0.0.1",
      port: await portOf(app),
      path: screenAddress(id),
      headers: { ...asService, "content-type": "video/mp4", "content-length": "100000" },
    })
    request.on("error", () => {})
    request.write(Buffer.alloc(50_000))
    await untilNoted()
    request.destroy()
    await expect.poll(async () => (await notes()).length, PATIENTLY).toBe(0)
    expect(await rws.objects()).toEqual([])
    expect((await upload()).statusCode).toBe(200)
  })
})

describe("call and screen", () => {
  const saveCall = () =>
    app.inject({
      method: "POST",
      url: `${OPS_CENTER}/recordings`,
      headers: asService,
      payload: metadataOf(id, { caller: "5551234" }),
    })
  const muxes = async () => (await rws.jobs.counts())["mux-recording"].waiting

  it("of one recording are muxed, whichever comes first", async () => {
    const before = await muxes()
    await saveCall()
    expect(await muxes()).toBe(before)
    await upload()
    expect(await muxes()).toBe(before + 1)

    id = recordingId(nextId++)
    await upload()
    expect(await muxes()).toBe(before + 1)
    await saveCall()
    expect(await muxes()).toBe(before + 2)
  })

  it("are muxed once, however often they are delivered", async () => {
    const before = await muxes()
    for (let time = 0; time < 2; time += 1) {
      await saveCall()
      await upload()
    }
    expect(await muxes()).toBe(before + 1)
    const url = `/api/v2/recordings/${id}/mux`
    const asked = await app.inject({ method: "POST", url, headers: asOps })
    expect([asked.statusCode, asked.json()]).toEqual([202, { jobId: id, isNew: false }])
  })

  it("make one recording, with the call's numbers and times, when the screen came first", async () => {
    await upload()
    expect(await recording()).toMatchObject({
      callerPhoneNumber: "",
      startTime: "2026-12-01T10:00:00.000Z",
      stopTime: "2026-12-01T10:00:02.501Z",
    })
    await saveCall()
    const whole = await recording()
    expect(whole).toMatchObject({
      callerPhoneNumber: "5551234",
      stopTime: "2026-12-01T10:00:12.523Z",
    })
    expect(whole.mediaFiles.map(({ mediaId }) => mediaId)).toEqual([`${id}-call`, `${id}-screen`])
    expect(whole.mediaFiles[1]).toMatchObject({
      tenant: "Environment",
      ivrprofile: "CallRecProfile",
      duration: "2501",
      size: "200000",
      parameters: { agentId: "anthony" },
    })
    expect(whole.eventHistory.map(({ event }) => event)).toEqual(["recorded", "screen-recorded"])
  })

  it("stay deleted: a screen that comes late is not stored", async () => {
    await saveCall()
    await app.inject({ method: "DELETE", url: `${OPS_CENTER}/recordings/${id}`, headers: asOps })
    expect((await upload()).json()).toMatchObject({
      status: 410,
      code: "ERR_RWS_RECORDING_DELETED",
    })
    expect(await rws.objects()).toEqual([])
  })
})

function dated(startTime: string): string {
  return `agentId=a&startTime=${startTime}&durationMs=1&fileName=f`
}

function named(fileName: string): string {
  return `agentId=a&startTime=2026-12-01T10:00:00.000Z&durationMs=1&fileName=${fileName}`
}

async function notes(): Promise<object[]> {
  const text = "select storage_key from screen_intakes where media_id = $1"
  return (await rws.database.query<object>(text, [`${id}-screen`])).rows
}

async function untilNoted(): Promise<void> {
  await expect.poll(async () => (await notes()).length, PATIENTLY).toBe(1)
}

/** A node that cannot save, as when the database goes away between two statements. */
async function nodeThatCannotSave(): Promise<App> {
  const node = await rws.node({ isUnableToSave: true })
  return node.app
}

/**
 * Uploads as the screen recorder does, over a real connection and without telling the length.
 *
 * @returns the code of the refusal.
 */
async function refusalOf(node: App, megabytes: number): Promise<string> {
  const client = await clientOf(node)
  const body = Readable.from(Array<Buffer>(megabytes * 10).fill(Buffer.alloc(100_000)))
  const headers = { "content-type": "video/mp4" }
  const refusal = await client
    .stream({ method: "PUT", path: screenAddress(id), headers, body })
    .catch((error: unknown) => error)
  // The connection, or a new one, serves the next request at once.
  expect(await client.request({ method: "GET", path: "/livez" })).toMatchObject({ status: "alive" })
  await client.close()
  return isGirError(refusal) ? refusal.code : "not refused"
}

async function clientOf(node: App): Promise<HttpClient> {
  const baseUrl = `http://127.0.0.1:${await portOf(node)}`
  return httpClient({ baseUrl, authorization: () => asService.authorization })
}

async function portOf(node: App): Promise<number> {
  if (!node.server.listening) await node.listen({ host: "127.0.0.1", port: 0 })
  return (node.server.address() as { port: number }).port
}
