import { createHash } from "node:crypto"
import { buffer } from "node:stream/consumers"
import { encryptedSize } from "@gir/cms-encrypt"
import type { MediaReceipt } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { parseCertificate } from "@gir/x509"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { recordingId } from "./sample-recording.ts"
import { screenCertificate } from "./screen-certificate.ts"
import { SCREEN, uploadScreen, type UploadOptions } from "./screen-uploads.ts"

const ENCRYPTION = `${OPS_CENTER}/settings/screen-recording-encryption`
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

function upload({ node = app, ...options }: UploadOptions & { readonly node?: App } = {}) {
  return uploadScreen(node, id, options)
}

const assign = (...certificates: string[]) =>
  app.inject({ method: "PUT", url: ENCRYPTION, headers: asOps, payload: { certificates } })

async function receipt(): Promise<MediaReceipt> {
  const answer = await app.inject({ url: `/api/v2/media/${id}-screen`, headers: asService })
  return answer.json<MediaReceipt>()
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
      plaintextBytes: SCREEN.length,
      fingerprint: { kind: "bytes", sha256: sha256(SCREEN).toString("hex"), byteCount: 200_000 },
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
    expect(ciphertext.indexOf(SCREEN.subarray(0, 16))).toBe(-1)
    expect(ciphertext.indexOf(SCREEN.subarray(100_000, 100_016))).toBe(-1)
  })

  it("has the size and the segment digests that the receipt says", async () => {
    await upload()
    const saved = await receipt()
    const ciphertext = await stored()
    const recipients = [parseCertificate(certificateS)]
    const options = { recipients, envelopeProfile: "classic", contentBytes: SCREEN.length } as const
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
    expect(await stored()).toEqual(SCREEN)
    expect(saved.segments.digests).toEqual([sha256(SCREEN).toString("hex")])
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
