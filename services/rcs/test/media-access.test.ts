import { randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"
import { issue } from "./pki.ts"
import { logIn, playbackHeader, startRcs, store, upload, uploadOf } from "./rcs-harness.ts"

const ORIGIN = "http://127.0.0.1:8700"

async function startWithRecording() {
  const rcs = await startRcs({ environment: { GIR_RCS_CONSOLE_ORIGIN: `${ORIGIN}/` } })
  const pair = await issue()
  await upload(rcs.app, uploadOf(pair))
  const plaintext = randomBytes(1_000)
  const { mediaId } = store(rcs.rws, plaintext, [pair])
  const { authorization } = await playbackHeader(rcs.app, mediaId)
  const token = authorization.replace("Bearer ", "")
  return { rcs, plaintext, mediaId, token, url: `/rcs/media/${mediaId}`, pair }
}

describe("a player in a page of the console", () => {
  it("plays with the cookie of that one address, and may read the answer", async () => {
    const { rcs, plaintext, token, url } = await startWithRecording()
    const headers = { cookie: `other=1; gir-playback=${token}`, origin: ORIGIN }
    const answer = await rcs.app.inject({ url, headers })
    expect(answer.rawPayload.equals(plaintext)).toBe(true)
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-credentials": "true",
      vary: "origin",
    })
    expect(answer.headers["access-control-expose-headers"]).toContain("content-range")
  })

  it("can read why it may not", async () => {
    const { rcs, url } = await startWithRecording()
    const answer = await rcs.app.inject({ url, headers: { origin: ORIGIN } })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers["access-control-allow-origin"]).toBe(ORIGIN)
  })

  it("is asked for first by its browser", async () => {
    const { rcs, url } = await startWithRecording()
    const ask = (origin: string) => rcs.app.inject({ method: "OPTIONS", url, headers: { origin } })
    const allowed = await ask(ORIGIN)
    expect(allowed.statusCode).toBe(204)
    expect(allowed.headers["access-control-allow-headers"]).toContain("range")
    const refused = await ask("http://evil.example")
    expect(refused.statusCode).toBe(401)
    expect(refused.headers["access-control-allow-origin"]).toBeUndefined()
  })

  it("of another page may read nothing, and no token counts in an address", async () => {
    const { rcs, token, url } = await startWithRecording()
    const headers = { cookie: `gir-playback=${token}`, origin: "http://evil.example" }
    const answer = await rcs.app.inject({ url, headers })
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined()
    const inAddress = await rcs.app.inject({ url: `${url}?token=${token}` })
    expect(inAddress.statusCode).toBe(401)
  })

  it("is refused when header and cookie disagree: the header counts", async () => {
    const { rcs, token, url } = await startWithRecording()
    const headers = { authorization: "Bearer other", cookie: `gir-playback=${token}` }
    expect((await rcs.app.inject({ url, headers })).statusCode).toBe(401)
  })
})

describe("who may not play gets one coded problem and no byte of the recording", () => {
  it("with an expired session, without the privilege, after expiry, without the key", async () => {
    const { rcs, mediaId, url, pair } = await startWithRecording()
    const ask = async (headers: Record<string, string>) =>
      rcs.app.inject({ method: "POST", url: "/playback-tokens", headers, payload: { mediaId } })
    const idle = await logIn(rcs.app, "player")
    rcs.clock.advance(rcs.config.sessionIdleMs)
    const expired = await playbackHeader(rcs.app, mediaId)
    const answers = [
      [await ask(idle), 401, "ERR_RCS_NOT_AVAILABLE"],
      [await ask(await logIn(rcs.app, "admin")), 403, "ERR_FORBIDDEN"],
      [await ask(await logIn(rcs.app, "nobody")), 403, "ERR_FORBIDDEN"],
    ] as const
    for (const [answer, status, code] of answers) {
      expect(answer.json()).toMatchObject({ status, code })
    }
    rcs.clock.advance(rcs.config.playbackTokenMs)
    const late = await rcs.app.inject({ url, headers: expired })
    expect(late.json()).toMatchObject({ status: 401, code: "ERR_RCS_TOKEN_INVALID" })

    const headers = await logIn(rcs.app, "admin")
    const certificate = `/certificates/${pair.certificate.sha256}?confirmLoss=1`
    await rcs.app.inject({ method: "DELETE", url: certificate, headers })
    const deleted = await rcs.app.inject({
      url,
      headers: { ...(await playbackHeader(rcs.app, mediaId)), range: "bytes=10-" },
    })
    expect(deleted.headers["content-type"]).toContain("application/problem+json")
    expect(deleted.json()).toMatchObject({ status: 404, code: "ERR_RCS_KEY_NOT_FOUND" })
  })
})
