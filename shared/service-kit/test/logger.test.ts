import { describe, expect, it } from "vitest"
import { GirError } from "@gir/errors"
import { capturedLogger } from "./service-context.ts"

const SECRET = "hush-4711"
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`

describe("the log", () => {
  it.each([
    ["a password", { password: SECRET }],
    ["a password four levels down", { a: { b: [{ c: { privateKeyPassword: SECRET } }] } }],
    ["a session", { sessionId: SECRET }],
    ["a token", { playbackToken: SECRET }],
    ["a key under a harmless name", { note: `see ${PEM} above` }],
    ["a cut key", { note: PEM.slice(0, 45) }],
    ["a password in an address", { url: `postgres://gir:${SECRET}@127.0.0.1:5432/gir` }],
    ["a header", { note: `authorization: Bearer ${SECRET}` }],
    ["raw bytes", { bytes: Buffer.from(SECRET) }],
    ["a content-encryption key", { cek: SECRET }],
    ["an error's message", { error: new Error(`no access with ${PEM}`) }],
    [
      "an error's fields",
      { error: new GirError("ERR_CONFLICT", "x", { fields: { token: SECRET } }) },
    ],
    [
      "an error's cause",
      { error: new Error("x", { cause: new Error(`postgres://a:${SECRET}@b`) }) },
    ],
  ])("never shows %s", (_what, fields) => {
    const { logger, text } = capturedLogger()
    logger.info(fields, "something happened")
    logger.child(fields).error({}, "something else happened")
    expect(text()).toContain("something happened")
    expect(text()).not.toContain(SECRET)
    expect(text()).not.toContain(Buffer.from(SECRET).toString("base64"))
    expect(text()).not.toContain(Buffer.from(SECRET).join(","))
  })

  it("keeps names, numbers and claims, also those that speak of secrets", () => {
    const { logger, text } = capturedLogger()
    logger.info({ key: "abc/def.wav", isPasswordNeeded: true, tokens: 3 }, "kept")
    expect(JSON.parse(text())).toMatchObject({
      level: "info",
      node: "test-1",
      msg: "kept",
      key: "abc/def.wav",
      isPasswordNeeded: true,
      tokens: 3,
    })
  })

  it("writes an error with its code, its place and its cause", () => {
    const { logger, text } = capturedLogger()
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" })
    const where = "GET http://127.0.0.1:1/x"
    const error = new GirError("ERR_SERVICE_UNAVAILABLE", "away", { where, cause })
    logger.warn({ error }, "failed")
    expect(JSON.parse(text())).toMatchObject({
      error: { code: "ERR_SERVICE_UNAVAILABLE", where, cause: { code: "ECONNREFUSED" } },
    })
  })

  it("survives fields that contain themselves", () => {
    const { logger, text } = capturedLogger()
    const circular: Record<string, unknown> = {}
    circular["self"] = circular
    logger.info({ circular }, "written all the same")
    expect(text()).toContain("written all the same")
  })
})
