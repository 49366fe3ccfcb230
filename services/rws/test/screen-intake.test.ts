import { createHash, randomBytes } from "node:crypto"
import { once } from "node:events"
import { request as httpRequest } from "node:http"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { encryptedSize } from "@gir/cms-encrypt"
import type { MediaReceipt, RecordingMetadata, StoredReference } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import { parseCertificate } from "@gir/x509"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, recordingId } from "./sample-recording.ts"
import { screenCertificate } from "./screen-certificate.ts"

const ENCRYPTION = `${OPS_CENTER}/settings/screen-recording-encryption`
const screen = randomBytes(200_000)
/** Other suites share the machine. */
const PATIENTLY = { timeout: 20_000 }
const START = new Date("2026-12-01T10:15:00.000Z")

let rws: RwsFixture
let app: App
let id: string
let nextId = 1
let certificateS: string
let expiringSoon: string

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
  certificateS = await screenCertificate({ commonName: "Screen S", serialNumber: "2A01" })
  expiringSoon = await screenCertificate({
    commonName: "Screen old",
    notAfter: new Date("2026-12-02T00:00:00.000Z"),
  })
})
beforeEach(async () => {
  await rws.database.query("delete from screen_recording_encryption")
  for (const key of await rws.objects()) await rws.storage.delete(key)
  rws.clock.set(START)
  id = recordingId(nextId++)
})
afterAll(() => rws.close())

interface UploadOptions {
  readonly node?: App
  readonly body?: Uint8Array
  readonly query?: string
  readonly contentType?: string
}

function upload({
  node = app,
  body = screen,
  query,
  contentType = "video/mp4",
}: UploadOptions = {}) {
  return node.inject({
    method: "PUT",
    url: addressOf(query),
    headers: { ...asService, "content-type": contentType },
    payload: Buffer.from(body),
  })
}

function addressOf(
  query = "agentId=anthony&startTime=2026-12-01T10:00:00.000Z&durationMs=2500.5&fileName=desk.mp4",
): string {
  return `/api/v2/screen-recordings/${id}?${query}`
}

const assign = (...certificates: string[]) =>
  app.inject({ method: "PUT", url: ENCRYPTION, headers: asOps, payload: { certificates } })

async function receipt(): Promise<MediaReceipt> {
  const answer = await app.inject({ url: `/api/v2/media/${id}-screen`, headers: asService })
  return answer.json<MediaReceipt>()
}

async function recording(): Promise<RecordingMetadata> {
  const answer = await app.inject({ url: `/api/v2/recordings/${id}`, headers: asOps })
  return answer.json<RecordingMetadata>()
}

const stored = async (): Promise<Buffer> =>
  buffer(await rws.storage.get((await receipt()).storageKey))
const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest()

describe("a screen, while a certificate is assigned", () => {
  beforeEach(async () => {
    expect((await assign(certificateS)).json()).toEqual({ statusCode: 0 })
  })

  it("is stored encrypted to it, and the receipt tells of both sides", async () => {
    const answer = await upload()
    const saved = await receipt()
    expect(answer.json()).toEqual({
      mediaId: `${id}-screen`,
      storageKey: saved.storageKey,
      storedBytes: saved.storedBytes,
    })
    expect(saved).toMatchObject({
      kind: "screen",
      type: "video/mp4",
      fileName: "desk.mp4",
      startTime: "2026-12-01T10:00:00.000Z",
      stopTime: "2026-12-01T10:00:02.501Z",
      durationMs: 2500.5,
      plaintextBytes: screen.length,
      fingerprint: { kind: "bytes", sha256: sha256(screen).toString("hex"), byteCount: 200_000 },
      protection: {
        container: "pkcs7",
        envelopeProfile: "classic",
        recipients: [{ serialNumber: "2A01", subject: "Screen S" }],
      },
    })
    expect(saved.storageKey).toMatch(new RegExp(`^${id}/[0-9a-f]{8}/desk\\.mp4\\.p7m$`))
  })

  it("leaves no run of clear bytes in the Storage Destination", async () => {
    await upload()
    const ciphertext = await stored()
    expect(ciphertext.indexOf(screen.subarray(0, 16))).toBe(-1)
    expect(ciphertext.indexOf(screen.subarray(100_000, 100_016))).toBe(-1)
  })

  it("has the size and the segment digests that the receipt says", async () => {
    await upload()
    const saved = await receipt()
    const ciphertext = await stored()
    const recipients = [parseCertificate(certificateS)]
    const options = { recipients, envelopeProfile: "classic", contentBytes: screen.length } as const
    expect(saved.storedBytes).toBe(ciphertext.length)
    expect(saved.storedBytes).toBe(encryptedSize(options))
    expect(saved.segments).toMatchObject({
      totalBytes: ciphertext.length,
      root: sha256(sha256(ciphertext)).toString("hex"),
      digests: [sha256(ciphertext).toString("hex")],
    })
  })

  it("is encrypted the modern way on a node that is set to it", async () => {
    const node = (await rws.node({ config: { envelopeProfile: "modern" } })).app
    await upload({ node })
    expect((await receipt()).protection).toMatchObject({
      envelopeProfile: "modern",
      cipher: "aes256-gcm",
    })
  })

  it("is encrypted to every certificate that is assigned", async () => {
    await assign(certificateS, expiringSoon)
    await upload()
    const subjects = (await receipt()).protection?.recipients.map(({ subject }) => subject)
    expect(subjects).toEqual(["Screen S", "Screen old"])
  })
})

describe("a screen, while no certificate is assigned", () => {
  it("is stored as it is, with its digests", async () => {
    await upload()
    const saved = await receipt()
    expect(saved).toMatchObject({ protection: null, storedBytes: 200_000, plaintextBytes: 200_000 })
    expect(saved.storageKey).toMatch(/\/desk\.mp4$/)
    expect(await stored()).toEqual(screen)
    expect(saved.segments.digests).toEqual([sha256(screen).toString("hex")])
  })
})

describe("a screen, when its certificates cannot be used", () => {
  it("is refused when all have expired, and nothing is stored", async () => {
    await assign(expiringSoon)
    rws.clock.set(new Date("2026-12-03T00:00:00.000Z"))
    const answer = await upload()
    expect(answer.json()).toMatchObject({
      status: 409,
      code: "ERR_RWS_NO_USABLE_SCREEN_CERTIFICATE",
    })
    expect(await rws.objects()).toEqual([])
    expect((await receipt()) as object).toMatchObject({ code: "ERR_RWS_MEDIA_UNKNOWN" })
  })

  it("is encrypted to the valid one when the other has expired", async () => {
    await assign(expiringSoon, certificateS)
    rws.clock.set(new Date("2026-12-03T00:00:00.000Z"))
    await upload()
    const subjects = (await receipt()).protection?.recipients.map(({ subject }) => subject)
    expect(subjects).toEqual(["Screen S"])
  })

  it("is refused when one is broken, and nothing is stored", async () => {
    await assign(certificateS)
    await rws.database.query(
      `update screen_recording_encryption set certificates = certificates || $1::jsonb`,
      [JSON.stringify([certificateS.replaceAll("\n", "")])],
    )
    const answer = await upload()
    expect(answer.json()).toMatchObject({
      status: 409,
      code: "ERR_RWS_SCREEN_CERTIFICATE_BROKEN",
      fields: { number: 2 },
    })
    expect(await rws.objects()).toEqual([])
  })
})

describe("assigning screen certificates", () => {
  const list = async () => (await app.inject({ url: ENCRYPTION, headers: asOps })).json<object>()

  it("replaces the list, and keeps a certificate once", async () => {
    await assign(certificateS, expiringSoon, certificateS)
    expect(await list()).toEqual({ certificates: [certificateS, expiringSoon] })
    await assign()
    expect(await list()).toEqual({ certificates: [] })
  })

  it("refuses one that has expired, unless it was on the list before", async () => {
    await assign(expiringSoon)
    rws.clock.set(new Date("2026-12-03T00:00:00.000Z"))
    expect((await assign(expiringSoon, certificateS)).json()).toEqual({ statusCode: 0 })
    await assign(certificateS)
    const answer = await assign(certificateS, expiringSoon)
    expect(answer.json()).toMatchObject({ code: "ERR_X509_CERTIFICATE_EXPIRED" })
    expect(await list()).toEqual({ certificates: [certificateS] })
  })

  it("refuses what is no certificate, and changes nothing", async () => {
    await assign(certificateS)
    expect((await assign("hello")).statusCode).toBe(422)
    expect(await list()).toEqual({ certificates: [certificateS] })
  })
})

describe("uploading again", () => {
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
    const answer = await overWire(app, { chunks: Array<Buffer>(20).fill(Buffer.alloc(100_000)) })
    expect(answer).toMatchObject({ status: 413, code: "ERR_RWS_SCREEN_TOO_LARGE" })
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
    const answer = await overWire(node, { chunks: Array<Buffer>(200).fill(Buffer.alloc(100_000)) })
    expect(answer).toMatchObject({ status: 507, code: "ERR_STORAGE_FULL" })
    expect(await rws.objects()).toEqual([])
  })

  it("because the sender breaks off stores nothing, and may be repeated", async () => {
    const request = await openRequest(app, { "content-length": "100000" })
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

/** A node whose transactions fail, as when the database goes away between two statements. */
async function nodeThatCannotSave(): Promise<App> {
  const node = await rws.node({ isUnableToSave: true })
  return node.app
}

async function openRequest(node: App, headers: Record<string, string> = {}) {
  if (!node.server.listening) await node.listen({ host: "127.0.0.1", port: 0 })
  const { port } = node.server.address() as { port: number }
  const request = httpRequest({
    method: "PUT",
    host: "127.0.0.1",
    port,
    path: addressOf(),
    headers: { ...asService, "content-type": "video/mp4", ...headers },
  })
  // A server that answers before it has read everything may close the connection under a write.
  request.on("error", () => {})
  return request
}

/** Sends the chunks over a real connection, and reads the problem document that comes back. */
async function overWire(node: App, { chunks }: { chunks: readonly Buffer[] }): Promise<unknown> {
  const request = await openRequest(node)
  const answered = once(request, "response") as Promise<[NodeJS.ReadableStream]>
  Readable.from(chunks).pipe(request)
  const [response] = await answered
  return JSON.parse((await buffer(response)).toString()) as unknown
}
