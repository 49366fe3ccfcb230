import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Service } from "@gir/service-kit"
import { readConfigServerConfig } from "../src/app.ts"
import { buildOn, SERVICE_TOKEN } from "./running-config-server.ts"

let service: Service
beforeAll(async () => {
  service = await buildOn("postgresql://gir:hush@127.0.0.1:1/gir")
})
afterAll(() => service.close())

describe("a Configuration Server whose database is away", () => {
  it("starts, is alive, and says that it is not ready", async () => {
    await service.start()
    expect((await service.app.inject("/livez")).statusCode).toBe(200)
    const answer = await service.app.inject("/readyz")
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
    expect(answer.body).not.toContain("hush")
  })

  it.each(["/ivr-profiles", "/applications/mcp-1", "/changes?waitMs=1000"])(
    "answers %s with a code that says: again later",
    async (url) => {
      const headers = { authorization: `Bearer ${SERVICE_TOKEN}` }
      const answer = await service.app.inject({ url, headers })
      expect(answer.statusCode).toBe(503)
      expect(answer.headers["retry-after"]).toBe("1")
      expect(answer.json()).toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
    },
  )

  it("names the settings that are missing", () => {
    expect(() => readConfigServerConfig({})).toThrow(
      "GIR_DATABASE_URL is not set; GIR_SERVICE_TOKEN_FILE is not set",
    )
  })
})
