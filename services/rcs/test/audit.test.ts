import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { GirError } from "@gir/errors"
import { issue, type TestPair } from "./pki.ts"
import {
  logIn,
  playbackHeader,
  SERVICE_TOKEN,
  startRcs,
  store,
  upload,
  uploadOf,
  type Rcs,
} from "./rcs-harness.ts"

let a: TestPair
let b: TestPair
beforeAll(async () => {
  ;[a, b] = (await Promise.all([issue(), issue()])) as [TestPair, TestPair]
})

const play = async (rcs: Rcs, mediaId: string, headers: Record<string, string>) =>
  rcs.app.inject({ url: `/rcs/media/${mediaId}`, headers })

/** The last entry, without what every one has. */
const last = ({ records }: Rcs) => records.entries.at(-1)!

async function tokenOf(rcs: Rcs, userName: string, mediaId: string) {
  const headers = await logIn(rcs.app, userName)
  const url = "/playback-tokens"
  const answer = await rcs.app.inject({ method: "POST", url, headers, payload: { mediaId } })
  return { authorization: `Bearer ${answer.json<{ token: string }>().token}` }
}

describe("the audit of RCS", () => {
  it("has logins and log outs, also refused ones", async () => {
    const rcs = await startRcs()
    const headers = await logIn(rcs.app, "admin")
    expect(last(rcs)).toMatchObject({ actor: "admin", action: "log-in", outcome: "done" })
    const url = `/sessions/${headers["x-rcs-session"]}`
    await rcs.app.inject({ method: "DELETE", url })
    expect(last(rcs)).toMatchObject({ actor: "admin", action: "log-out", outcome: "done" })
    const payload = { userName: "admin", password: "wrong" }
    await rcs.app.inject({ method: "POST", url: "/sessions", payload })
    expect(last(rcs)).toMatchObject({
      actor: "admin",
      action: "log-in",
      outcome: "refused",
      code: "ERR_RCS_LOGIN_FAILED",
    })
  })

  it("has uploads and deletions, by whom and of what", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(a))
    const certificateId = a.certificate.sha256
    const done = { actor: "admin", outcome: "done", certificateId }
    expect(last(rcs)).toMatchObject({ ...done, action: "upload-certificate" })
    await upload(rcs.app, { ...uploadOf(a), privateKey: uploadOf(b).privateKey })
    expect(last(rcs)).toMatchObject({ outcome: "refused", code: "ERR_X509_KEY_MISMATCH" })
    store(rcs.rws, randomBytes(10), [a])
    const headers = await logIn(rcs.app, "admin")
    const url = `/certificates/${certificateId}`
    await rcs.app.inject({ method: "DELETE", url, headers })
    const deletion = { certificateId, action: "delete-certificate", details: { recordings: 1 } }
    expect(last(rcs)).toMatchObject({ ...deletion, outcome: "refused" })
    await rcs.app.inject({ method: "DELETE", url: `${url}?confirmLoss=1`, headers })
    expect(last(rcs)).toMatchObject({ ...deletion, actor: "admin", outcome: "done" })
  })

  it("has every use of a key with the person or service that played, and every refusal", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(a))
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [a])
    await play(rcs, mediaId, await tokenOf(rcs, "player", mediaId))
    const use = { action: "use-key", mediaId, certificateId: a.certificate.sha256 }
    expect(last(rcs)).toMatchObject({ ...use, actor: "player", outcome: "done" })
    await play(rcs, mediaId, await playbackHeader(rcs.app, mediaId))
    expect(last(rcs)).toMatchObject({ ...use, actor: "service" })
    const { mediaId: foreign } = store(rcs.rws, randomBytes(1_000), [b])
    await play(rcs, foreign, await playbackHeader(rcs.app, foreign))
    expect(last(rcs)).toMatchObject({
      action: "use-key",
      mediaId: foreign,
      outcome: "refused",
      code: "ERR_RCS_KEY_NOT_FOUND",
      certificateId: null,
    })
  })

  it("comes before the answer: what cannot be written down is not answered", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(a))
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [a])
    const headers = await playbackHeader(rcs.app, mediaId)
    const session = await logIn(rcs.app, "admin")
    rcs.records.audit.write = async () => {
      throw new GirError("ERR_DATABASE_UNAVAILABLE", "PostgreSQL does not answer")
    }
    const answers = [
      await play(rcs, mediaId, headers),
      await rcs.app.inject({
        method: "POST",
        url: "/sessions",
        payload: { userName: "admin", password: "admin-password" },
      }),
      await rcs.app.inject({
        method: "DELETE",
        url: `/certificates/${a.certificate.sha256}?confirmLoss=1`,
        headers: session,
      }),
      await rcs.app.inject({
        url: "/keystore/backup",
        headers: { ...session, "x-backup-password": "a long password" },
      }),
    ]
    for (const answer of answers) {
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        503,
        "ERR_DATABASE_UNAVAILABLE",
      ])
    }
    expect(await rcs.parts.keystore.entries()).toHaveLength(1)
  })

  it("is shown to administrators and services, and never holds a secret", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(a))
    const headers = await logIn(rcs.app, "admin")
    const shown = await rcs.app.inject({ url: "/audit?limit=10", headers })
    expect(shown.json()).toMatchObject({ entries: rcs.records.entries.toReversed() })
    expect(shown.body).not.toMatch(/password|PRIVATE|BEGIN/)
    expect(shown.body).not.toContain(headers["x-rcs-session"])
    const service = { authorization: `Bearer ${SERVICE_TOKEN}` }
    expect((await rcs.app.inject({ url: "/audit", headers: service })).statusCode).toBe(200)
    const player = await logIn(rcs.app, "player")
    const refused = await rcs.app.inject({ url: "/audit", headers: player })
    expect(refused.json()).toMatchObject({ status: 403, code: "ERR_FORBIDDEN" })
  })
})

describe("a user name", () => {
  const attempt = (rcs: Rcs, userName: string, password: string) =>
    rcs.app.inject({ method: "POST", url: "/sessions", payload: { userName, password } })

  it("is locked after five wrong passwords, whether somebody has it or not, with the time", async () => {
    const rcs = await startRcs()
    const answers = []
    for (const userName of ["admin", "nobody-has-it"]) {
      for (let at = 0; at < 5; at += 1) {
        expect((await attempt(rcs, userName, "guess")).statusCode).toBe(401)
      }
      answers.push(await attempt(rcs, userName, "admin-password"))
    }
    for (const answer of answers) {
      expect(answer.statusCode).toBe(429)
      expect(answer.headers["retry-after"]).toBe("900")
      expect(answer.json()).toMatchObject({
        code: "ERR_RCS_LOGIN_LOCKED",
        fields: { lockedUntil: "2026-11-24T12:15:00.000Z", retryAfterSeconds: 900 },
      })
    }
    expect(answers[0]!.body).toBe(answers[1]!.body)
    expect((await attempt(rcs, "player", "player-password")).statusCode).toBe(201)
    rcs.clock.advance(900_000)
    expect((await attempt(rcs, "admin", "admin-password")).statusCode).toBe(201)
  })
})

describe("a person who asks for recordings that cannot be decrypted", () => {
  it("has to wait after too many in a minute; services have not", async () => {
    const rcs = await startRcs({ environment: { GIR_RCS_FAILED_DECRYPTS_PER_MINUTE: "3" } })
    await upload(rcs.app, uploadOf(a))
    const { mediaId } = store(rcs.rws, randomBytes(1_000), [a])
    const good = store(rcs.rws, randomBytes(1_000), [a])
    rcs.rws.media.get(mediaId)!.stored[900]! ^= 1
    const person = await tokenOf(rcs, "player", mediaId)
    for (let at = 0; at < 3; at += 1) {
      expect((await play(rcs, mediaId, person)).json()).toMatchObject({
        code: "ERR_CMS_SEGMENT_DIGEST",
      })
    }
    const header = await tokenOf(rcs, "player", good.mediaId)
    const refused = await play(rcs, good.mediaId, header)
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "60"])
    expect(refused.json()).toMatchObject({ code: "ERR_RCS_TOO_MANY_FAILED_DECRYPTS" })
    const service = await playbackHeader(rcs.app, mediaId)
    for (let at = 0; at < 5; at += 1) {
      expect((await play(rcs, mediaId, service)).json()).toMatchObject({
        code: "ERR_CMS_SEGMENT_DIGEST",
      })
    }
    rcs.clock.advance(60_000)
    expect((await play(rcs, good.mediaId, header)).statusCode).toBe(200)
  })
})
