import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { CertificateFreshness, CertificateSummary } from "@gir/contracts"
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
    const answer = await gax.service.app.inject({ method: "POST", url: "/api/login", payload })
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
    const answer = await gax.service.app.inject({ method: "POST", url: "/api/login", payload })
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

describe("the simulator's note on a stale list", () => {
  const freshness = async (person: Awaited<ReturnType<RunningGax["logIn"]>>) =>
    (await person.ask<CertificateFreshness>("GET", "/certificates/freshness")).body

  it("tells since when another session's changes are missing, and changes no list", async () => {
    const [kept, uploaded] = [await newPair("Kept"), await newPair("Uploaded elsewhere")]
    const first = await gax.logIn()
    await first.ask("POST", "/certificates", filesOf(kept))
    const second = await gax.logIn()
    expect(await freshness(second)).toEqual({
      takenAt: "2026-11-24T10:00:00.000Z",
      isStale: false,
      staleSince: null,
      uploadedElsewhere: 0,
      deletedElsewhere: 0,
    })
    gax.clock.advance(60_000)
    await first.ask("POST", "/certificates", filesOf(uploaded))
    gax.clock.advance(60_000)
    await first.ask("DELETE", `/certificates/${kept.id}`)
    expect(await freshness(second)).toEqual({
      takenAt: "2026-11-24T10:00:00.000Z",
      isStale: true,
      staleSince: "2026-11-24T10:01:00.000Z",
      uploadedElsewhere: 1,
      deletedElsewhere: 1,
    })
    expect((await freshness(first)).isStale).toBe(false)
    expect(idsOf(await second.ask("GET", "/certificates"))).toEqual([kept.id])
  })
})

describe("after a restart of RCS", () => {
  it.each([
    ["GET", "/certificates", undefined],
    ["GET", "/certificates/freshness", undefined],
    ["GET", "/census", undefined],
    ["GET", "/audit", undefined],
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
