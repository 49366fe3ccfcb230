import { randomBytes } from "node:crypto"
import { request as httpRequest, type IncomingMessage } from "node:http"
import { buffer } from "node:stream/consumers"
import { beforeAll, describe, expect, it } from "vitest"
import { issue, type TestPair } from "./pki.ts"
import { playbackHeader, startRcs, store, upload, uploadOf, type Rcs } from "./rcs-harness.ts"

const SEGMENT_BYTES = 1_048_576

let a: TestPair
let b: TestPair
beforeAll(async () => {
  ;[a, b] = (await Promise.all([issue(), issue()])) as [TestPair, TestPair]
})

async function rcsWithKeys(...pairs: readonly TestPair[]): Promise<Rcs> {
  const rcs = await startRcs()
  for (const pair of pairs) await upload(rcs.app, uploadOf(pair))
  return rcs
}

interface PlayOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
}

/** Asks over a real connection, which `inject` has not. */
async function ask(rcs: Rcs, mediaId: string, options: PlayOptions = {}): Promise<IncomingMessage> {
  const headers = { ...(await playbackHeader(rcs.app, mediaId)), ...options.headers }
  return new Promise((resolve, reject) => {
    const { method = "GET" } = options
    httpRequest(`${rcs.url}/rcs/media/${mediaId}`, { method, headers, agent: false })
      .on("response", resolve)
      .on("error", reject)
      .end()
  })
}

async function play(rcs: Rcs, mediaId: string, options: PlayOptions = {}) {
  const answer = await ask(rcs, mediaId, options)
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) }
}

describe("playing a recording", () => {
  it.each([0, 1, 15, 16, 17, 100_000, 3 * SEGMENT_BYTES + 5])(
    "gives %i bytes back as they were recorded, with their length announced",
    async (length) => {
      const rcs = await rcsWithKeys(a)
      const plaintext = randomBytes(length)
      const { mediaId, segments } = store(rcs.rws, plaintext, [a, b])
      const { status, headers, body } = await play(rcs, mediaId)
      expect(status).toBe(200)
      expect(body.equals(plaintext)).toBe(true)
      expect(headers).toMatchObject({
        "content-type": "audio/mp3",
        "content-length": String(length),
        "accept-ranges": "bytes",
        "cache-control": "no-store",
        etag: `"${segments.root}"`,
      })
    },
  )

  it("opens with whichever key of the recipients is held, also long after its expiry", async () => {
    const rcs = await rcsWithKeys(b)
    rcs.clock.set(new Date("2050-01-01T00:00:00Z"))
    const plaintext = randomBytes(1_000)
    const { mediaId } = store(rcs.rws, plaintext, [a, b])
    expect((await play(rcs, mediaId)).body.equals(plaintext)).toBe(true)
  })

  it("streams a clear recording as well, verified and by range", async () => {
    const rcs = await startRcs()
    const plaintext = randomBytes(SEGMENT_BYTES + 100)
    const { mediaId } = store(rcs.rws, plaintext, [])
    expect((await play(rcs, mediaId)).body.equals(plaintext)).toBe(true)
    const part = await play(rcs, mediaId, { headers: { range: "bytes=1048570-1048585" } })
    expect(part.status).toBe(206)
    expect(part.body.equals(plaintext.subarray(1_048_570, 1_048_586))).toBe(true)
  })

  it("announces without sending for HEAD", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [a])
    const { status, headers, body } = await play(rcs, mediaId, { method: "HEAD" })
    expect([status, headers["content-length"], body.length]).toEqual([200, "1000", 0])
    const { mediaId: foreign } = store(rcs.rws, randomBytes(1_000), [b])
    expect((await play(rcs, foreign, { method: "HEAD" })).status).toBe(404)
  })
})

describe("a range of a recording", () => {
  it.each([
    ["bytes=0-0", 0, 1],
    ["bytes=17-4000", 17, 4_001],
    ["bytes=1048570-1048590", 1_048_570, 1_048_591],
    ["bytes=2000000-", 2_000_000, 2_500_000],
    ["bytes=-10", 2_499_990, 2_500_000],
    ["bytes=0-", 0, 2_500_000],
  ])("%s is answered with 206 and exactly those bytes", async (range, from, to) => {
    const rcs = await rcsWithKeys(a)
    const plaintext = randomBytes(2_500_000)
    const { mediaId } = store(rcs.rws, plaintext, [a])
    const { status, headers, body } = await play(rcs, mediaId, { headers: { range } })
    expect(status).toBe(206)
    expect(headers["content-range"]).toBe(`bytes ${from}-${to - 1}/2500000`)
    expect(headers["content-length"]).toBe(String(to - from))
    expect(body.equals(plaintext.subarray(from, to))).toBe(true)
  })

  it("reads one range from RWS, and of the stored bytes only what it needs", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(8 * SEGMENT_BYTES), [a])
    await play(rcs, mediaId, { headers: { range: "bytes=5000000-5000100" } })
    const sent = rcs.rws.contentRequests.map(({ sentBytes }) => sentBytes)
    expect(rcs.rws.contentRequests.every(({ range }) => range !== undefined)).toBe(true)
    expect(Math.max(...sent)).toBeLessThanOrEqual(2 * SEGMENT_BYTES)
    expect(sent.length).toBeLessThanOrEqual(3)
    rcs.rws.contentRequests.length = 0
    await play(rcs, mediaId)
    expect(rcs.rws.contentRequests.length).toBeLessThanOrEqual(3)
  })

  it("beyond the end is answered with 416, a problem document and the length", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [a])
    const { status, headers, body } = await play(rcs, mediaId, {
      headers: { range: "bytes=1000-" },
    })
    expect([status, headers["content-range"]]).toEqual([416, "bytes */1000"])
    expect(headers["content-type"]).toContain("application/problem+json")
    expect(body.toString()).toContain("ERR_RCS_RANGE_NOT_SATISFIABLE")
  })

  it("is ignored when If-Range names another version", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId, segments } = store(rcs.rws, randomBytes(1_000), [a])
    const range = "bytes=0-9"
    const other = await play(rcs, mediaId, { headers: { range, "if-range": '"other"' } })
    expect([other.status, other.body.length]).toEqual([200, 1_000])
    const same = await play(rcs, mediaId, { headers: { range, "if-range": `"${segments.root}"` } })
    expect([same.status, same.body.length]).toEqual([206, 10])
  })
})

describe("a recording that does not play", () => {
  const problemOf = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>

  it("names issuer and serial number when RCS holds no key for it", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [b])
    const { status, headers, body } = await play(rcs, mediaId)
    const { issuer, serialNumber } = b.certificate
    expect(status).toBe(404)
    expect(headers["content-type"]).toContain("application/problem+json")
    expect(problemOf(body)).toMatchObject({
      code: "ERR_RCS_KEY_NOT_FOUND",
      detail: `RCS holds no key for this recording: issuer ${issuer.rfc4514}, serial ${serialNumber}`,
      fields: { recipients: [{ issuer: issuer.rfc4514, serialNumber }] },
    })
    await upload(rcs.app, uploadOf(b))
    expect((await play(rcs, mediaId)).status).toBe(200)
  })

  it("is a problem document, and no byte of it, when its first segment was tampered with", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(5_000), [a])
    rcs.rws.media.get(mediaId)!.stored[3_000]! ^= 1
    const { status, headers, body } = await play(rcs, mediaId)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(headers["content-type"]).toContain("application/problem+json")
    expect(problemOf(body)).toMatchObject({ code: "ERR_CMS_SEGMENT_DIGEST" })
  })

  it("breaks off before a later segment that was tampered with: none of its bytes leave", async () => {
    const rcs = await rcsWithKeys(a)
    const plaintext = randomBytes(3 * SEGMENT_BYTES)
    const { mediaId } = store(rcs.rws, plaintext, [a])
    rcs.rws.media.get(mediaId)!.stored[2 * SEGMENT_BYTES + 10]! ^= 1
    const answer = await ask(rcs, mediaId)
    const chunks: Buffer[] = []
    answer.on("data", (chunk: Buffer) => chunks.push(chunk))
    await expect(
      new Promise((resolve, reject) => answer.on("end", resolve).on("error", reject)),
    ).rejects.toMatchObject({ code: "ECONNRESET" })
    const received = Buffer.concat(chunks)
    expect(received.length).toBeLessThanOrEqual(2 * SEGMENT_BYTES)
    expect(received.equals(plaintext.subarray(0, received.length))).toBe(true)
  })

  it("is refused when the stored object is shorter than its receipt says", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(5_000), [a])
    const media = rcs.rws.media.get(mediaId)!
    rcs.rws.media.set(mediaId, { ...media, stored: media.stored.subarray(0, 4_000) })
    const { status, body } = await play(rcs, mediaId)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(problemOf(body)["code"]).not.toBe("ERR_INTERNAL")
  })

  it("cuts the connection when the clear length is not that of the receipt", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(2 * SEGMENT_BYTES), [a])
    const media = rcs.rws.media.get(mediaId)!
    const receipt = { ...media.receipt, plaintextBytes: media.receipt.plaintextBytes + 8 }
    rcs.rws.media.set(mediaId, { ...media, receipt })
    const answer = await ask(rcs, mediaId).catch(() => null)
    const isRefused = answer === null || (answer.statusCode ?? 0) >= 400
    if (!isRefused) await expect(buffer(answer)).rejects.toThrow("aborted")
  })

  it("stops reading from RWS at once when the client goes away", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(64 * SEGMENT_BYTES), [a])
    const answer = await ask(rcs, mediaId)
    await new Promise((resolve) => answer.once("data", resolve))
    answer.destroy()
    const reading = rcs.rws.contentRequests.at(-1)!
    expect(await reading.ended).toBe("cut")
    expect(reading.sentBytes).toBeLessThan(32 * SEGMENT_BYTES)
  })

  it("stops reading from RWS when the client goes away before the first byte", async () => {
    const rcs = await rcsWithKeys(a)
    const { mediaId } = store(rcs.rws, randomBytes(4 * SEGMENT_BYTES), [])
    rcs.rws.stallAfterBytes = 65_536
    const headers = await playbackHeader(rcs.app, mediaId)
    const client = httpRequest(`${rcs.url}/rcs/media/${mediaId}`, { headers, agent: false })
    client.on("error", () => {}).end()
    const reading = await expect
      .poll(() => rcs.rws.contentRequests.at(-1)?.sentBytes ?? 0, { timeout: 5_000 })
      .toBeGreaterThan(0)
      .then(() => rcs.rws.contentRequests.at(-1)!)
    client.destroy()
    expect(await reading.ended).toBe("cut")
  })

  it("is refused without a token for exactly this media file, and before RWS is asked", async () => {
    const rcs = await rcsWithKeys(a)
    const one = store(rcs.rws, randomBytes(100), [a])
    const other = store(rcs.rws, randomBytes(100), [a])
    const url = `/rcs/media/${one.mediaId}`
    const tokens = [
      undefined,
      "Bearer x.y.z.w",
      (await playbackHeader(rcs.app, other.mediaId)).authorization,
    ]
    for (const authorization of tokens) {
      const headers = authorization === undefined ? {} : { authorization }
      const answer = await rcs.app.inject({ url, headers })
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toMatchObject({ code: "ERR_RCS_TOKEN_INVALID" })
    }
    expect(rcs.rws.contentRequests).toEqual([])
  })

  it("hands on what RWS says of an unknown media file", async () => {
    const rcs = await startRcs()
    const { status, body } = await play(rcs, `${"Z".repeat(32)}-call`)
    expect([status, problemOf(body)["code"]]).toEqual([404, "ERR_NOT_FOUND"])
  })
})
