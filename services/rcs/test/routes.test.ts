import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { issue } from "./pki.ts"
import { logIn, SERVICE_TOKEN, startRcs, upload, uploadOf } from "./rcs-harness.ts"

const mediaId = `${"A".repeat(32)}-call`
const certificateId = "0".repeat(64)
const service = { authorization: `Bearer ${SERVICE_TOKEN}` }

const ROUTES = [
  { method: "GET", url: "/certificates", allows: ["admin", "player", "service"] },
  { method: "GET", url: `/certificates/${certificateId}`, allows: ["admin", "player", "service"] },
  { method: "POST", url: "/certificates", allows: ["admin"] },
  { method: "DELETE", url: `/certificates/${certificateId}`, allows: ["admin"] },
  { method: "POST", url: "/playback-tokens", payload: { mediaId }, allows: ["player", "service"] },
  { method: "GET", url: "/status", allows: ["admin", "player", "service"] },
  { method: "GET", url: "/census", allows: ["admin", "player", "service"] },
  { method: "GET", url: "/users", allows: ["admin"] },
  { method: "GET", url: "/audit", allows: ["admin", "service"] },
  { method: "GET", url: "/keystore/backup", allows: ["admin", "service"] },
  { method: "GET", url: "/keystore/check", allows: ["admin", "service"] },
  { method: "POST", url: "/keystore/restore", allows: ["admin", "service"] },
] as const

describe("an address of RCS", () => {
  it.each(ROUTES)("$method $url answers only to those who may", async ({ allows, ...request }) => {
    const { app } = await startRcs()
    const callers = {
      admin: await logIn(app, "admin"),
      player: await logIn(app, "player"),
      nobody: await logIn(app, "nobody"),
      service,
    }
    for (const [name, headers] of Object.entries(callers)) {
      const { statusCode } = await app.inject({ ...request, headers })
      const isAllowed = (allows as readonly string[]).includes(name)
      if (isAllowed) expect(statusCode, name).not.toBeOneOf([401, 403])
      else expect(statusCode, name).toBeOneOf([401, 403])
    }
    for (const headers of [{}, { authorization: "Bearer wrong-token-of-somebody" }]) {
      const answer = await app.inject({ ...request, headers })
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        401,
        "ERR_UNAUTHORIZED",
      ])
    }
  })

  it("answers nobody without credentials: every address but the health ones and the login", async () => {
    const { app } = await startRcs()
    const open = ["/livez", "/readyz", "/metrics", "/sessions"]
    const walked = app.routeTable.filter(({ url }) => !open.includes(url))
    expect(walked.length).toBeGreaterThanOrEqual(8)
    for (const { method, url } of walked) {
      const path = url.replace(":mediaId", mediaId).replace(":certificateId", certificateId)
      const answer = await app.inject({ method: method as "GET", url: path })
      expect([method, url, answer.statusCode]).toEqual([method, url, 401])
    }
  })

  it("lists users with their privileges, and no password", async () => {
    const { app } = await startRcs()
    const answer = await app.inject({ url: "/users", headers: await logIn(app, "admin") })
    expect(answer.json()).toContainEqual({
      userName: "player",
      privileges: ["Decrypt a Recording"],
    })
    expect(answer.body).not.toMatch(/password/)
  })

  it("answers 401 RCS is not available to a session of before a restart", async () => {
    const before = await startRcs()
    const headers = await logIn(before.app, "admin")
    const after = await startRcs({ nodeRoot: before.nodeRoot })
    const answer = await after.app.inject({ url: "/certificates", headers })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({
      code: "ERR_RCS_NOT_AVAILABLE",
      detail: "RCS is not available",
    })
    const loggedInAgain = await logIn(after.app, "admin")
    expect(
      (await after.app.inject({ url: "/certificates", headers: loggedInAgain })).statusCode,
    ).toBe(200)
  })

  it("ends a session at log out", async () => {
    const { app } = await startRcs()
    const headers = await logIn(app, "admin")
    const url = `/sessions/${headers["x-rcs-session"]}`
    expect((await app.inject({ method: "DELETE", url })).statusCode).toBe(204)
    expect((await app.inject({ url: "/certificates", headers })).statusCode).toBe(401)
  })

  it("lists, shows and deletes certificates, and never a key", async () => {
    const { app } = await startRcs()
    const pair = await issue()
    const { sha256, pem } = pair.certificate
    await upload(app, uploadOf(pair))
    const list = await app.inject({ url: "/certificates", headers: service })
    expect(list.json()).toEqual([expect.objectContaining({ id: sha256 })])
    const one = await app.inject({ url: `/certificates/${sha256}`, headers: service })
    expect(one.json()).toMatchObject({ id: sha256, pem })
    expect(list.body + one.body).not.toContain("PRIVATE")
    const headers = await logIn(app, "admin")
    const url = `/certificates/${sha256}`
    expect((await app.inject({ method: "DELETE", url, headers })).statusCode).toBe(204)
    const again = await app.inject({ method: "DELETE", url, headers })
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([
      404,
      "ERR_RCS_CERTIFICATE_NOT_FOUND",
    ])
  })

  it("says that the keystore is sealed, and why, instead of failing to start", async () => {
    const first = await startRcs()
    await upload(first.app, uploadOf(await issue()))
    writeFileSync(join(first.nodeRoot, "RCS", "keystore.password"), "wrong\n")
    const { app } = await startRcs({ nodeRoot: first.nodeRoot })
    const status = await app.inject({ url: "/status", headers: service })
    expect(status.json()).toMatchObject({
      keystore: { state: "sealed", code: "ERR_RCS_KEYSTORE_SEALED" },
    })
    const list = await app.inject({ url: "/certificates", headers: service })
    expect(list.statusCode).toBe(503)
  })
})
