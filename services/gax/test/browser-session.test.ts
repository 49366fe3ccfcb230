import type { SessionInfo } from "@gir/contracts"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { PASSWORD, runGax, type RunningGax } from "./running-gax.ts"

let gax: RunningGax
beforeEach(async () => {
  gax = await runGax()
})
afterEach(() => gax.close())

const CREDENTIALS = { userName: "default", password: PASSWORD }
const FROM_CONSOLE = { "x-gax-console": "1", host: "127.0.0.1:8700" }

function ask(method: "GET" | "POST" | "DELETE", url: string, headers = {}) {
  return gax.service.app.inject({ method, url: `/api${url}`, headers })
}

function askForSession(headers: Record<string, string> = FROM_CONSOLE) {
  const url = "/api/session"
  return gax.service.app.inject({ method: "POST", url, headers, payload: CREDENTIALS })
}

async function logIn(): Promise<{ setCookie: string; cookie: string }> {
  const answer = await askForSession()
  expect(answer.statusCode).toBe(201)
  const setCookie = String(answer.headers["set-cookie"])
  return { setCookie, cookie: setCookie.split(";")[0] ?? "" }
}

describe("a browser's session", () => {
  it("is a cookie that no script reads and no other site sends; the answer does not hold its id", async () => {
    const answer = await askForSession()
    const setCookie = String(answer.headers["set-cookie"])
    expect(setCookie).toMatch(
      /^gir-gax-session-8700=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/api$/,
    )
    const id = /=([\w-]{43});/.exec(setCookie)?.[1] ?? "never"
    expect(answer.body).not.toContain(id)
    expect(answer.json()).toMatchObject({
      userName: "default",
      privileges: ["Administration of Recording Certificates and Keys"],
      loggedInAt: "2026-11-24T10:00:00.000Z",
    })
  })

  it("is known again when the page is loaded again", async () => {
    const { cookie } = await logIn()
    const answer = await ask("GET", "/session", { cookie, host: FROM_CONSOLE.host })
    expect(answer.json<SessionInfo>().userName).toBe("default")
    expect(
      (await ask("GET", "/certificates", { cookie, host: FROM_CONSOLE.host })).statusCode,
    ).toBe(200)
  })

  it("of another installation on the same host is not this one's", async () => {
    const { cookie } = await logIn()
    const answer = await ask("GET", "/session", { cookie, host: "127.0.0.1:9700" })
    expect(answer.statusCode).toBe(401)
  })

  it("is no right to change anything for a page that cannot add a header", async () => {
    const { cookie } = await logIn()
    const foreign = { cookie, host: FROM_CONSOLE.host }
    for (const [method, url] of [
      ["POST", "/logout"],
      ["DELETE", "/session"],
      ["POST", "/certificates"],
      ["DELETE", `/certificates/${"0".repeat(64)}`],
    ] as const) {
      const answer = await ask(method, url, foreign)
      expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        url,
        403,
        "ERR_GAX_CONSOLE_HEADER_MISSING",
      ])
    }
    expect((await ask("GET", "/session", foreign)).statusCode).toBe(200)
  })

  it("is not opened by a page that cannot add a header", async () => {
    const answer = await askForSession({ host: FROM_CONSOLE.host })
    expect(answer.json()).toMatchObject({ code: "ERR_GAX_CONSOLE_HEADER_MISSING" })
    expect(answer.headers["set-cookie"]).toBeUndefined()
  })

  it("ends with log out, here, at RCS and in the browser", async () => {
    const { cookie } = await logIn()
    const answer = await ask("DELETE", "/session", { ...FROM_CONSOLE, cookie })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers["set-cookie"]).toMatch(/^gir-gax-session-8700=; Max-Age=0; /)
    expect(gax.rcs.sessionCount).toBe(0)
    const again = await ask("DELETE", "/session", { ...FROM_CONSOLE, cookie })
    expect([again.statusCode, again.headers["set-cookie"]]).toEqual([
      401,
      answer.headers["set-cookie"],
    ])
  })

  it("gives way to a session in the header", async () => {
    const { cookie } = await logIn()
    const player = await gax.logIn("player")
    const answer = await ask("GET", "/session", {
      cookie,
      host: FROM_CONSOLE.host,
      "x-gax-session": player.session.sessionId,
    })
    expect(answer.json<SessionInfo>().userName).toBe("player")
  })
})

describe("a login", () => {
  it.each(["/login", "/session"])("at %s without credentials is a stranger's: 401", async (url) => {
    const answer = await ask("POST", url, { "x-gax-console": "1" })
    expect(answer.json()).toMatchObject({ status: 401, code: "ERR_UNAUTHORIZED" })
  })

  it("that RCS has locked says until when", async () => {
    gax.rcs.lockedFor = 900
    const answer = await askForSession()
    expect(answer.statusCode).toBe(429)
    expect(answer.headers["retry-after"]).toBe("900")
    expect(answer.json()).toMatchObject({
      code: "ERR_RCS_LOGIN_LOCKED",
      fields: { retryAfterSeconds: 900 },
    })
  })
})
