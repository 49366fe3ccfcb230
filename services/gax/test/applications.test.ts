import type { ApplicationRow, OpenedOption, OptionsTab } from "@gir/contracts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { runGax, type Person, type RunningGax } from "./running-gax.ts"

const CA_FILE = "/applications/mcp-1/options/mpc/mediamgr.CA_file"

let gax: RunningGax
let administrator: Person

beforeAll(async () => {
  gax = await runGax()
  gax.configServer.isConfigured = false
  administrator = await gax.logIn()
})
afterAll(() => gax.close())

it("lists an MCP that nobody has configured, and its first saved option makes the object", async () => {
  const listed = await administrator.ask<ApplicationRow[]>("GET", "/applications")
  expect(listed.body).toEqual([{ name: "mcp-1", type: "Media Control Platform", version: 1 }])
  const tab = await administrator.ask<OptionsTab>("GET", "/applications/mcp-1/options")
  expect(tab.body).toEqual({ version: 1, options: [] })

  const save = { version: 1, value: "c:\\keystore\\ca_cert.pem" }
  const saved = await administrator.ask<OpenedOption>("PUT", CA_FILE, save)
  expect([saved.status, saved.body.value]).toEqual([200, save.value])
  expect(gax.configServer.application.options).toEqual({
    mpc: { "mediamgr.CA_file": save.value },
  })
})

it("does not know an application object of no node", async () => {
  gax.configServer.isConfigured = false
  const answer = await administrator.ask("GET", "/applications/mcp-9/options")
  expect(answer).toMatchObject({ status: 404, body: { code: "ERR_NOT_FOUND" } })
})
