import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { Type } from "typebox"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { GirError } from "@gir/errors"
import { createService, requireServiceToken, type App } from "../src/index.ts"
import { capturedLogger, testContext } from "./service-context.ts"

const TOKEN = "a-service-token-of-some-length"
const captured = capturedLogger()
const state: { whyNotReady: Error | null } = { whyNotReady: null }
let app: App
let port: number

beforeAll(async () => {
  app = createService(testContext(captured.logger), {
    isReady: async () => {
      if (state.whyNotReady !== null) throw state.whyNotReady
    },
    bodyLimitBytes: 10_000,
  })
  const Body = Type.Object(
    { password: Type.String(), count: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  )
  const schema = { body: Body, querystring: Type.Object({ since: Type.Optional(Type.Integer()) }) }
  app.post("/things/:id", { schema }, async (request) => ({ since: request.query.since ?? null }))
  app.post("/any", async (request) => ({ body: request.body ?? null }))
  app.get("/conflict", async () => {
    throw new GirError("ERR_CONFLICT", "version 3 is stored", { fields: { version: 3 } })
  })
  app.get("/bug", async () => {
    throw new TypeError("secret detail of the inside")
  })
  app.get("/guarded", { onRequest: requireServiceToken(TOKEN) }, async () => ({ isOpen: true }))
  await app.listen({ host: "127.0.0.1", port: 0 })
  const address = app.server.address()
  port = typeof address === "object" && address !== null ? address.port : 0
})
afterAll(() => app.close())

const post = (url: string, payload: string, contentType = "application/json") =>
  app.inject({ method: "POST", url, payload, headers: { "content-type": contentType } })

/** Sends bytes as they are and returns all that comes back. */
async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  socket.end(bytes)
  return await text(socket)
}

describe("problem documents", () => {
  it("carry the code, the next step and the fields of a thrown GirError", async () => {
    const answer = await app.inject("/conflict")
    expect(answer.statusCode).toBe(409)
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8")
    expect(answer.json()).toMatchObject({
      code: "ERR_CONFLICT",
      status: 409,
      detail: "version 3 is stored",
      next: "Read it again and repeat the change",
      fields: { version: 3 },
    })
  })

  it("say nothing of what broke inside, and leave that to the log under the request id", async () => {
    const answer = await app.inject("/bug")
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain("secret detail")
    const { code, fields } = answer.json<{ code: string; fields: { requestId: string } }>()
    expect(code).toBe("ERR_INTERNAL")
    const line = captured
      .text()
      .split("\n")
      .find((each) => each.includes(fields.requestId) && each.includes("secret detail"))
    expect(line).toBeDefined()
  })

  it("answer an address that does not exist", async () => {
    const answer = await app.inject("/nothing/here")
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: "ERR_NOT_FOUND" })
  })

  it.each([
    ["an unknown name", '{"password":"x","pasword":"y"}', '"pasword"'],
    ["a number where a text is expected", '{"password":7}', "body/password must be string"],
    ["a text where a number is expected", '{"password":"x","count":"7"}', "body/count"],
    ["no body", "", "body must be object"],
  ])("refuse %s in a body", async (_what, payload, expected) => {
    const answer = await post("/things/1", payload)
    expect(answer.statusCode).toBe(400)
    const problem = answer.json<{ code: string; fields: { violations: string[] } }>()
    expect(problem.code).toBe("ERR_BAD_REQUEST")
    expect(problem.fields.violations.join()).toContain(expected)
  })

  it("name every violation at once", async () => {
    const answer = await post("/things/1", '{"count":"7","other":1}')
    expect(answer.json<{ fields: { violations: string[] } }>().fields.violations).toHaveLength(3)
  })

  it("take a number from the query, where everything is text", async () => {
    const answer = await post("/things/1?since=12", '{"password":"x"}')
    expect(answer.json()).toEqual({ since: 12 })
    const refused = await post("/things/1?since=x", '{"password":"x"}')
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining("query/since") })
  })

  it.each([
    ["cut JSON", '{"password":'],
    ["a name given twice", '{"password":"x","password":"y"}'],
    ["a name given twice in two spellings", '{"password":"x","\\u0070assword":"y"}'],
    ["__proto__", '{"password":"x","__proto__":{"a":1}}'],
    ["deep nesting", `{"password":${"[".repeat(200)}${"]".repeat(200)}}`],
    ["a line end inside of a text", '{"password":"\n"}'],
  ])("refuse %s without quoting it", async (_what, payload) => {
    const answer = await post("/any", payload)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: "ERR_BAD_REQUEST" })
  })

  it("accept the same name in two objects, and quotes and braces inside of texts", async () => {
    const body = { a: { name: '{"a":1,"a":2}' }, b: { name: "[[[" }, list: [{ a: 1 }, { a: 2 }] }
    const answer = await post("/any", JSON.stringify(body))
    expect(answer.json()).toEqual({ body })
  })

  it("refuse bytes that are not UTF-8", async () => {
    const payload = Buffer.from([0x22, 0xff, 0xfe, 0x22])
    const headers = { "content-type": "application/json" }
    const answer = await app.inject({ method: "POST", url: "/any", payload, headers })
    expect(answer.json()).toMatchObject({ detail: "the body is not valid UTF-8" })
  })

  it("refuse a body over the limit with 413, and a foreign content type with 400", async () => {
    const large = await post("/any", JSON.stringify("x".repeat(20_000)))
    expect(large.statusCode).toBe(413)
    expect(large.json()).toMatchObject({ code: "ERR_PAYLOAD_TOO_LARGE" })
    const foreign = await post("/any", "a=b", "application/x-www-form-urlencoded")
    expect(foreign.json()).toMatchObject({ code: "ERR_BAD_REQUEST", status: 400 })
  })

  it("answer an address that cannot be decoded", async () => {
    const answer = await sendRaw("GET /things/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    expect(answer).toContain("400 Bad Request")
    expect(answer).toContain("ERR_BAD_REQUEST")
  })

  it("answer bytes that are no HTTP, and headers that are too large", async () => {
    expect(await sendRaw("hello there\r\n\r\n")).toContain('"code":"ERR_BAD_REQUEST"')
    const large = `GET /livez HTTP/1.1\r\nhost: x\r\nx-large: ${"x".repeat(40_000)}\r\n\r\n`
    expect(await sendRaw(large)).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe("the guard for services", () => {
  it.each([
    ["nothing", undefined],
    ["another token", `Bearer ${TOKEN}x`],
    ["the token as a password", `Basic ${Buffer.from(`x:${TOKEN}`).toString("base64")}`],
  ])("answers 401 to %s", async (_what, authorization) => {
    const headers = authorization === undefined ? {} : { authorization }
    const answer = await app.inject({ url: "/guarded", headers })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="gir"')
    expect(answer.json()).toMatchObject({ code: "ERR_UNAUTHORIZED" })
  })

  it("lets the service token pass", async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    expect((await app.inject({ url: "/guarded", headers })).json()).toEqual({ isOpen: true })
  })
})

describe("health and metrics", () => {
  it("is alive while it is not ready, and says why it is not", async () => {
    state.whyNotReady = new GirError("ERR_NOT_FOUND", "the keystore is not open")
    expect((await app.inject("/livez")).statusCode).toBe(200)
    const answer = await app.inject("/readyz")
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ detail: "the keystore is not open" })
    state.whyNotReady = null
    expect((await app.inject("/readyz")).json()).toEqual({ status: "ready" })
  })

  it("counts by route and never by address, and leaves out the names that promtool refuses", async () => {
    await post("/things/4711", '{"password":"x"}')
    const { body } = await app.inject("/metrics")
    expect(body).toContain('route="/things/:id"')
    expect(body).not.toContain("4711")
    expect(body).toContain("process_cpu_seconds_total")
    expect(body).not.toMatch(/nodejs_active_\w+_total/)
  })
})

describe("the request log", () => {
  it("has the route and the status, and nothing of headers, query or body", async () => {
    const headers = { "content-type": "application/json", authorization: "Bearer hush-header" }
    const payload = '{"password":"hush-body"}'
    await app.inject({ method: "POST", url: "/things/1?since=5512", payload, headers })
    const text = captured.text()
    expect(text).toMatch(/"route":"\/things\/:id","status":200/)
    for (const secret of ["hush-header", "hush-body", "5512"]) expect(text).not.toContain(secret)
  })
})
