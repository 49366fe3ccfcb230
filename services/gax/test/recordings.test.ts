import type { EnvelopeView, Playback, RecordingDetail, RecordingPage } from "@gir/contracts"
import { parseCertificate } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  filesOf,
  newPair,
  PASSWORD,
  runGax,
  type Pair,
  type Person,
  type RunningGax,
} from "./running-gax.ts"
import { RECORDING_ID, sealedRecording } from "./sealed-recording.ts"
import { EXPIRES_AT } from "./stub-peers.ts"

const CALL = `${RECORDING_ID}-call`
const SCREEN = `${RECORDING_ID}-screen`

let gax: RunningGax
let administrator: Person
let player: Person
let held: Pair
let gone: Pair
let envelope: Buffer

beforeAll(async () => {
  gax = await runGax()
  held = await newPair("Recording Certificate A")
  gone = await newPair("Recording Certificate B")
  administrator = await gax.logIn()
  player = await gax.logIn("player")
  await administrator.ask("POST", "/certificates", filesOf(held))
  const recipients = [held, gone].map((pair) => parseCertificate(pair.certificate))
  const sealed = sealedRecording(recipients)
  envelope = sealed.envelope
  gax.rws.stored.set(CALL, envelope)
  gax.rws.recordings = [sealed.recording]
})
afterAll(() => gax.close())

describe("the Recordings screen", () => {
  it("shows recordings with what RCS holds now, whatever the session's own list says", async () => {
    const { body } = await player.ask<RecordingPage>("GET", "/recordings")
    expect(body.recordings.map(({ id }) => id)).toEqual([RECORDING_ID])
    const [row] = body.recordings
    expect(row?.recipients.map(({ certificateId, isHeld }) => [certificateId, isHeld])).toEqual([
      [held.id, true],
      [gone.id, false],
    ])
    expect(row).toMatchObject({
      parts: [
        { kind: "call", isEncrypted: true },
        { kind: "screen", isEncrypted: false },
      ],
      status: "notProved",
    })
    expect(body).toMatchObject({ skipped: 0, matching: 1, total: 1, verification: null })
  })

  it("opens one recording", async () => {
    const { body } = await player.ask<RecordingDetail>("GET", `/recordings/${RECORDING_ID}`)
    expect(body.recording.mediaFiles.map(({ mediaId }) => mediaId)).toEqual([CALL, SCREEN])
    expect(body.proofs.map(({ mediaId, status }) => [mediaId, status])).toEqual([
      [CALL, "notProved"],
      [SCREEN, "notProved"],
    ])
    const missing = await player.ask("GET", `/recordings/${"Z".repeat(32)}`)
    expect(missing).toMatchObject({ status: 404, body: { code: "ERR_NOT_FOUND" } })
  })

  it("lets administrators ask for a mux again, and read the audit and the census", async () => {
    expect(await administrator.ask("POST", `/recordings/${RECORDING_ID}/mux`)).toEqual({
      status: 202,
      body: { jobId: "a-job", isNew: false },
    })
    expect((await administrator.ask("GET", "/audit?limit=5")).body).toMatchObject({ entries: [] })
    expect((await administrator.ask("GET", "/census")).body).toMatchObject({ rows: [] })
  })
})

describe("playback", () => {
  const url = `/recordings/${RECORDING_ID}/media/${CALL}/playback`
  const mediaUri = `http://127.0.0.1:8008/rcs/media/${CALL}`

  async function playInBrowser(host: string) {
    const headers = { host, "x-gax-console": "1" }
    const login = await gax.service.app.inject({
      method: "POST",
      url: "/api/session",
      headers,
      payload: { userName: "player", password: PASSWORD },
    })
    const cookie = String(login.headers["set-cookie"]).split(";")[0] ?? ""
    return gax.service.app.inject({
      method: "POST",
      url: `/api${url}`,
      headers: { ...headers, cookie },
    })
  }

  it("gives a browser on the same host a cookie for RCS, and no token that a script could read", async () => {
    const answer = await playInBrowser("127.0.0.1:8700")
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toEqual({ mediaId: CALL, mediaUri, expiresAt: EXPIRES_AT })
    expect(answer.headers["set-cookie"]).toBe(
      `gir-playback=a-playback-token; Max-Age=300; Path=/rcs/media/${CALL}; HttpOnly; SameSite=Strict`,
    )
  })

  it("gives a browser that knows RCS under another name the token", async () => {
    const answer = await playInBrowser("gax.example:8700")
    expect(answer.json<Playback>().token).toBe("a-playback-token")
  })

  it("gives a program the token, and never in an address", async () => {
    const { body } = await player.ask<Playback>("POST", url)
    expect(body).toMatchObject({ token: "a-playback-token", mediaUri })
    expect(body.mediaUri).not.toContain(body.token)
  })
})

describe("the envelope of a stored recording", () => {
  const url = `/recordings/${RECORDING_ID}/media/${CALL}/envelope`

  it("is shown as a tree with the names of the RFC", async () => {
    const { body } = await player.ask<EnvelopeView>("GET", url)
    expect(body).toMatchObject({
      contentType: "AuthEnvelopedData",
      cipherTitle: "AES-256-GCM",
      storedBytes: envelope.length,
      isCut: false,
    })
    expect(body.nodes[0]).toMatchObject({ offset: 0, depth: 0, name: "ContentInfo" })
    expect(body.nodes.map(({ name }) => name)).toContain("recipientInfos")
    const fields = body.nodes.map(({ field }) => field)
    for (const field of ["[1] KeyTransRecipientInfo", "issuer", "aes-nonce", "mac"])
      expect(fields).toContain(field)
    const values = body.nodes.map(({ value }) => value)
    expect(values).toContain("commonName (2.5.4.3)")
    expect(body.nodes.filter(({ sentence }) => sentence.startsWith("A value inside"))).toEqual([])
    expect(body.steps.map(({ command }) => command)).toContain(
      `openssl asn1parse -inform DER -in ${body.savedAs}`,
    )
  })

  it("tells which recipients' keys RCS holds", async () => {
    const { body } = await player.ask<EnvelopeView>("GET", url)
    const recipients = new Map(body.recipients.map((each) => [each.certificateId, each]))
    expect(recipients.size).toBe(2)
    expect(recipients.get(held.id)).toMatchObject({
      subject: "Recording Certificate A",
      isHeld: true,
    })
    expect(recipients.get(gone.id)).toMatchObject({
      subject: "Recording Certificate B",
      isHeld: false,
    })
  })

  it("is shown as bytes: the header and what follows, and a sample of the content only", async () => {
    const { body } = await player.ask<EnvelopeView>("GET", url)
    const shown = body.bytes.map(({ offset, base64 }) => {
      const bytes = Buffer.from(base64, "base64")
      expect(bytes.equals(envelope.subarray(offset, offset + bytes.length))).toBe(true)
      return [offset, offset + bytes.length]
    })
    const { firstOctet, bytes: contentBytes } = body.content
    expect(shown).toEqual([
      [0, firstOctet + 256],
      [firstOctet + contentBytes, envelope.length],
    ])
  })

  it("does not exist for a clear media file, whose bytes never pass GAX", async () => {
    const clear = `/recordings/${RECORDING_ID}/media/${SCREEN}/envelope`
    expect(await player.ask("GET", clear)).toMatchObject({
      status: 422,
      body: { code: "ERR_GAX_MEDIA_NOT_ENCRYPTED" },
    })
    const mux = `/recordings/${RECORDING_ID}/media/${RECORDING_ID}-mux/envelope`
    expect(await player.ask("GET", mux)).toMatchObject({ status: 404 })
  })
})

describe("the stored bytes of a recording", () => {
  const stored = (mediaId: string, query: string) =>
    gax.service.app.inject({
      url: `/api/recordings/${RECORDING_ID}/media/${mediaId}/stored?${query}`,
      headers: { "x-gax-session": player.session.sessionId },
    })

  it("are handed out by range, as they lie there", async () => {
    const answer = await stored(CALL, "from=16&bytes=1000")
    expect(answer.headers["x-total-bytes"]).toBe(String(envelope.length))
    expect(answer.rawPayload.equals(envelope.subarray(16, 1_016))).toBe(true)
    const tail = await stored(CALL, `from=${envelope.length - 5}&bytes=1000`)
    expect(tail.rawPayload).toHaveLength(5)
  })

  it("are not handed out of a clear file, behind the end, or in one piece of any size", async () => {
    expect((await stored(SCREEN, "from=0&bytes=10")).json()).toMatchObject({
      code: "ERR_GAX_MEDIA_NOT_ENCRYPTED",
    })
    for (const query of [`from=${envelope.length}&bytes=1`, "from=0&bytes=1048577"]) {
      expect((await stored(CALL, query)).statusCode).toBe(400)
    }
  })
})

describe("while RCS is not there", () => {
  it("answers 401 after its restart, and shows recordings without its part while it is away", async () => {
    const other = await runGax()
    other.rws.recordings = gax.rws.recordings
    const person = await other.logIn()
    other.rcs.restart()
    expect(await person.ask("GET", "/recordings")).toMatchObject({
      status: 401,
      body: { code: "ERR_RCS_NOT_AVAILABLE", detail: "RCS is not available" },
    })
    await other.rcs.app.close()
    const { status, body } = await person.ask<RecordingPage>("GET", "/recordings")
    const held = body.recordings[0]?.recipients.map(({ isHeld }) => isHeld)
    expect([status, held]).toEqual([200, [null, null]])
    await other.close()
  })
})
