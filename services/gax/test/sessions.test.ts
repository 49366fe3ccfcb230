import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { CertificateSummary } from "@gir/contracts"
import { filesOf, newPair, runGax, type RunningGax } from "./running-gax.ts"

let gax: RunningGax
beforeEach(async () => {
  gax = await runGax()
})
afterEach(() => gax.close())

const idsOf = ({ body }: { body: CertificateSummary[] }) => body.map(({ id }) => id)

describe("a session", () => {
  it("is opened at RCS with the same credentials, and ended there at logout", async () => {
    const person = await gax.logIn()
    expect(person.session.userName).toBe("default")
    expect(gax.rcs.sessionCount).toBe(1)
    expect((await person.ask("POST", "/logout")).status).toBe(204)
    expect(gax.rcs.sessionCount).toBe(0)
    const after = await person.ask("GET", "/certificates")
    expect(after).toMatchObject({ status: 401, body: { code: "ERR_GAX_SESSION_UNKNOWN" } })
  })

  it("is not opened with a wrong password", async () => {
    const payload = { userName: "default", password: "guess" }
    const answer = await gax.service.app.inject({ method: "POST", url: "/login", payload })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ code: "ERR_RCS_LOGIN_FAILED" })
  })

  it("ends when nobody uses it, and lives on while somebody does", async () => {
    const person = await gax.logIn()
    gax.clock.advance(500_000)
    expect((await person.ask("GET", "/certificates")).status).toBe(200)
    gax.clock.advance(500_000)
    expect((await person.ask("GET", "/certificates")).status).toBe(200)
    gax.clock.advance(600_001)
    expect((await person.ask("GET", "/certificates")).status).toBe(401)
  })

  it("can be ended while RCS is away", async () => {
    const person = await gax.logIn()
    await gax.rcs.app.close()
    expect((await person.ask("POST", "/logout")).status).toBe(204)
    expect((await person.ask("POST", "/logout")).status).toBe(401)
  })

  it("cannot be opened while RCS is away, and says that it may work later", async () => {
    await gax.rcs.app.close()
    const payload = { userName: "default", password: "x" }
    const answer = await gax.service.app.inject({ method: "POST", url: "/login", payload })
    expect(answer.json()).toMatchObject({ status: 503, code: "ERR_SERVICE_UNAVAILABLE" })
  })
})

describe("what another session has changed", () => {
  it("is not seen until log out and log in again: an upload", async () => {
    const pair = await newPair("Uploaded elsewhere")
    const [first, second] = [await gax.logIn(), await gax.logIn()]
    await first.ask("POST", "/certificates", filesOf(pair))
    expect(idsOf(await first.ask("GET", "/certificates"))).toEqual([pair.id])
    expect(idsOf(await second.ask("GET", "/certificates"))).toEqual([])
    const url = "/ivr-profiles/101/recording-certificates"
    const refused = await second.ask("POST", url, { certificateIds: [pair.id] })
    expect(refused).toMatchObject({
      status: 404,
      body: { code: "ERR_GAX_CERTIFICATE_NOT_IN_SESSION" },
    })
    await second.ask("POST", "/logout")
    const again = await gax.logIn()
    expect(idsOf(await again.ask("GET", "/certificates"))).toEqual([pair.id])
    expect((await again.ask("POST", url, { certificateIds: [pair.id] })).status).toBe(200)
  })

  it("is not seen until log out and log in again: a delete", async () => {
    const pair = await newPair("Deleted elsewhere")
    const first = await gax.logIn()
    await first.ask("POST", "/certificates", filesOf(pair))
    const second = await gax.logIn()
    expect((await first.ask("DELETE", `/certificates/${pair.id}`)).status).toBe(204)
    expect(idsOf(await first.ask("GET", "/certificates"))).toEqual([])
    expect(idsOf(await second.ask("GET", "/certificates"))).toEqual([pair.id])
    const url = "/ivr-profiles/101/recording-certificates"
    const refused = await second.ask("POST", url, { certificateIds: [pair.id] })
    expect(refused.body).toMatchObject({ code: "ERR_RCS_CERTIFICATE_NOT_FOUND" })
    const again = await gax.logIn()
    expect(idsOf(await again.ask("GET", "/certificates"))).toEqual([])
  })
})

describe("after a restart of RCS", () => {
  it.each([
    ["GET", "/certificates", undefined],
    ["POST", "/certificates", "files"],
    ["DELETE", "/certificates/:id", undefined],
    ["POST", "/ivr-profiles/101/recording-certificates", "ids"],
    ["PUT", "/screen-recording-certificates", "ids"],
  ] as const)(
    'answers %s %s with 401 "RCS is not available" until log out and in',
    async (method, url, kind) => {
      const pair = await newPair("Before the restart")
      const person = await gax.logIn()
      await person.ask("POST", "/certificates", filesOf(pair))
      gax.rcs.restart()
      const body = { files: filesOf(pair), ids: { certificateIds: [pair.id] } }
      const ask = (who: typeof person) =>
        who.ask(method, url.replace(":id", pair.id), kind && body[kind])
      for (let attempt = 0; attempt < 2; attempt += 1) {
        expect(await ask(person)).toMatchObject({
          status: 401,
          body: { code: "ERR_RCS_NOT_AVAILABLE", detail: "RCS is not available" },
        })
      }
      expect((await person.ask("POST", "/logout")).status).toBe(204)
      expect((await ask(await gax.logIn())).status).toBeLessThan(300)
    },
  )
})

describe("who may ask", () => {
  it("answers 401 on every address without a session, and with one that has ended", async () => {
    const { app } = gax.service
    const open = new Set(["/livez", "/readyz", "/metrics", "/login"])
    const guarded = app.routeTable.filter(({ url }) => !open.has(url))
    expect(guarded.length).toBeGreaterThan(9)
    for (const { method, url } of guarded) {
      for (const headers of [{}, { "x-gax-session": "ended" }, { authorization: "Bearer x" }]) {
        const address = url.replace(/:\w+/g, "1")
        const answer = await app.inject({ method: method as "GET", url: address, headers })
        expect([method, url, answer.statusCode]).toEqual([method, url, 401])
      }
    }
  })

  it("answers 403 to a person without the privilege, on every address but logout", async () => {
    const player = await gax.logIn("player")
    const open = new Set(["/livez", "/readyz", "/metrics", "/login", "/logout"])
    for (const { method, url } of gax.service.app.routeTable) {
      if (open.has(url) || method === "HEAD") continue
      const answer = await player.ask(method as "GET", url.replace(/:\w+/g, "1"))
      expect([method, url, answer.status]).toEqual([method, url, 403])
    }
    expect((await player.ask("POST", "/logout")).status).toBe(204)
  })
})
