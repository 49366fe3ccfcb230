import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGax, type RunningGax } from "./running-gax.ts"

let gax: RunningGax
beforeAll(async () => {
  gax = await runGax()
})
afterAll(() => gax.close())

const OPEN = new Set(["/livez", "/readyz", "/metrics", "/", "/*", "/api/login", "/api/session"])
/** What a person without any privilege can do: see who they are, and go. */
const FOR_ALL = new Set([...OPEN, "/api/logout"])
const OPEN_API = "/openapi.json"
const VIEW = new Set([
  "/api/certificates",
  "/api/certificates/freshness",
  "/api/census",
  "/api/recordings",
  "/api/recordings/:recordingId",
  "/api/recordings/:recordingId/media/:mediaId/envelope",
  "/api/recordings/:recordingId/media/:mediaId/playback",
  "/api/recordings/:recordingId/media/:mediaId/stored",
  "/api/mux-combinations",
  "/api/system/queues",
  "/api/system",
  "/api/load",
  "/api/decryption-proxy",
])

/** Every address but those of `except`, as `[method, pattern, address]`. */
function routes(except: (method: string, url: string) => boolean): [string, string, string][] {
  return gax.service.app.routeTable
    .filter(({ method, url }) => method !== "HEAD" && !except(method, url))
    .map(({ method, url }) => [method, url, url.replace(/:\w+/g, "1")])
}

describe("every address", () => {
  it("answers 401 without a session, and with one that has ended", async () => {
    const { app } = gax.service
    const guarded = routes((_method, url) => OPEN.has(url))
    expect(guarded.length).toBeGreaterThan(35)
    const strangers = [
      {},
      { "x-gax-session": "ended" },
      { authorization: "Bearer x" },
      { cookie: "gir-gax-session-80=ended", "x-gax-console": "1" },
    ]
    for (const [method, url, address] of guarded) {
      for (const headers of strangers) {
        const answer = await app.inject({ method: method as "GET", url: address, headers })
        expect([method, url, answer.statusCode]).toEqual([method, url, 401])
        if (url.startsWith("/api")) expect(answer.headers["cache-control"]).toBe("no-store")
      }
    }
  })

  it("answers 403 to a person without any privilege", async () => {
    const nobody = await gax.logIn("nobody")
    const closed = routes((_method, url) => FOR_ALL.has(url) || url === OPEN_API)
    for (const [method, url, address] of closed) {
      const answer = await nobody.ask(method as "GET", address.slice(4))
      expect([method, url, answer.status]).toEqual([method, url, 403])
    }
    expect((await nobody.ask("POST", "/logout")).status).toBe(204)
  })

  it("that changes something answers 403 to a person who may only decrypt", async () => {
    const player = await gax.logIn("player")
    const isOpen = (method: string, url: string): boolean =>
      FOR_ALL.has(url) ||
      url === OPEN_API ||
      (VIEW.has(url) && (method === "GET" || url.endsWith("/playback")))
    const administrators = routes(isOpen)
    expect(administrators.length).toBeGreaterThan(20)
    for (const [method, url, address] of administrators) {
      const answer = await player.ask(method as "GET", address.slice(4))
      expect([method, url, answer.status]).toEqual([method, url, 403])
    }
    expect((await player.ask("GET", "/certificates")).status).toBe(200)
    expect((await player.ask("GET", "/recordings")).status).toBe(200)
  })

  it("for playback answers 403 to an administrator who may not decrypt", async () => {
    const administrator = await gax.logIn()
    const url = `/recordings/${"A".repeat(32)}/media/${"A".repeat(32)}-call/playback`
    expect(await administrator.ask("POST", url)).toMatchObject({
      status: 403,
      body: { code: "ERR_FORBIDDEN", fields: { privilege: "Decrypt a Recording" } },
    })
  })

  it("below /api that does not exist is a problem document, not a page", async () => {
    for (const url of ["/api", "/api/nothing", "/api/nothing/here"]) {
      const answer = await gax.service.app.inject({ method: "GET", url })
      expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        url,
        404,
        "ERR_NOT_FOUND",
      ])
    }
  })
})
