import { manualClock, noFaults } from "@gir/sim"
import { GirError } from "@gir/errors"
import { Type } from "typebox"
import { describe, expect, it } from "vitest"
import { createService, requireServiceToken, silentLogger, type App } from "../src/index.ts"

const TOKEN = "service-token-of-the-tests"
const authorization = `Bearer ${TOKEN}`

function service(isDescribed = true): App {
  const context = {
    name: "rcs-1",
    clock: manualClock(new Date(0)),
    faults: noFaults,
    logger: silentLogger,
  }
  const app = createService(
    context,
    isDescribed ? { openApiGuard: requireServiceToken(TOKEN) } : {},
  )
  const params = Type.Object({ id: Type.Integer({ minimum: 1 }) })
  const querystring = Type.Object({ confirm: Type.Optional(Type.Boolean()), at: Type.String() })
  const body = Type.Object({ name: Type.String({ maxLength: 9 }) })
  app.put("/things/:id", { schema: { params, querystring, body } }, async () => ({}))
  app.get("/sessions/:sessionId", async () => {
    throw new GirError("ERR_NOT_FOUND", "none")
  })
  return app
}

describe("/openapi.json", () => {
  it("describes every address by its own schemas", async () => {
    const answer = await service().inject({ url: "/openapi.json", headers: { authorization } })
    const document = answer.json<{ paths: Record<string, Record<string, unknown>> }>()
    expect(document).toMatchObject({ openapi: "3.1.1", info: { title: "rcs-1" } })
    expect(document.paths["/things/{id}"]!["put"]).toMatchObject({
      parameters: [
        { name: "id", in: "path", required: true, schema: { type: "integer", minimum: 1 } },
        { name: "confirm", in: "query", required: false, schema: { type: "boolean" } },
        { name: "at", in: "query", required: true, schema: { type: "string" } },
      ],
      requestBody: {
        content: { "application/json": { schema: { properties: { name: { maxLength: 9 } } } } },
      },
      responses: { default: { $ref: "#/components/responses/Problem" } },
    })
    expect(document.paths["/sessions/{sessionId}"]!["get"]).toMatchObject({
      parameters: [{ name: "sessionId", in: "path", required: true }],
    })
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/livez", "/metrics"]))
  })

  it("is for those who may, and not there when nobody is named", async () => {
    expect((await service().inject({ url: "/openapi.json" })).statusCode).toBe(401)
    expect((await service(false).inject({ url: "/openapi.json" })).statusCode).toBe(404)
  })
})
