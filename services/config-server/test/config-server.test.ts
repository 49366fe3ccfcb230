import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { ApplicationObject, IvrProfileObject } from "@gir/contracts"
import { saveOptionFromOptionsTab } from "@gir/ivr-profile"
import { newProfile, runConfigServer, type RunningConfigServer } from "./running-config-server.ts"

let server: RunningConfigServer
beforeAll(async () => {
  server = await runConfigServer()
})
afterAll(() => server.close())

async function create(name: string): Promise<IvrProfileObject> {
  const { status, body } = await server.ask("POST", "/ivr-profiles", newProfile(name))
  expect(status).toBe(201)
  return body
}

function withoutDbid({ dbid: _dbid, ...update }: IvrProfileObject) {
  return update
}

describe("IVR Profiles", () => {
  it("come back as they were saved, options in the order of writing", async () => {
    const options = { zebra: { b: "2", a: "1" }, "gvp.general": { "service-type": "record" } }
    const profile = { ...newProfile("as-saved"), options, displayName: "Ünïcode ✓" }
    const { body } = await server.ask("POST", "/ivr-profiles", profile)
    expect(body).toMatchObject({ ...profile, version: 1 })
    const again = await server.ask("GET", `/ivr-profiles/${body.dbid}`)
    expect(JSON.stringify(again.body.options)).toBe(JSON.stringify(options))
    const all = await server.ask<IvrProfileObject[]>("GET", "/ivr-profiles")
    expect(all.body).toContainEqual(body)
  })

  it("rise by one version at each save", async () => {
    const first = await create("rising")
    const second = await server.ask("PUT", `/ivr-profiles/${first.dbid}`, withoutDbid(first))
    const third = await server.ask("PUT", `/ivr-profiles/${first.dbid}`, withoutDbid(second.body))
    expect([first.version, second.body.version, third.body.version]).toEqual([1, 2, 3])
  })

  it("refuse a save from an old version, name the stored one, and keep what is stored", async () => {
    const first = await create("stale")
    const url = `/ivr-profiles/${first.dbid}`
    await server.ask("PUT", url, { ...withoutDbid(first), description: "the first change" })
    const late = { ...withoutDbid(first), description: "the second change" }
    const { status, body } = await server.ask<object>("PUT", url, late)
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: "ERR_CONFLICT", fields: { version: 2 } })
    expect((await server.ask("GET", url)).body.description).toBe("the first change")
  })

  it("let exactly one of many writers win each version", async () => {
    const { dbid, ...profile } = await create("contended")
    const saves = Array.from({ length: 12 }, (_, index) =>
      server.ask("PUT", `/ivr-profiles/${dbid}`, { ...profile, description: `writer ${index}` }),
    )
    const statuses = (await Promise.all(saves)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(11)
  })

  it("keep a certificate that the Options tab has corrupted, since it saves what it is given", async () => {
    const profile = newProfile("corrupted")
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n"
    const options = saveOptionFromOptionsTab(
      { ...profile.options, "recording-certificates": { "certificates-1": pem } },
      "recording-certificates",
      "certificates-1",
    )
    const { status, body } = await server.ask("POST", "/ivr-profiles", { ...profile, options })
    expect(status).toBe(201)
    const stored = body.options["recording-certificates"]?.["certificates-1"]
    expect(stored).toBe(options["recording-certificates"]?.["certificates-1"])
    expect(stored).not.toBe(pem)
  })

  it("refuse an option that no recorder could read, and name it", async () => {
    const options = { "gir.simulator": { "envelope-profile": "antique" } }
    const profile = { ...newProfile("unreadable"), options }
    const { status, body } = await server.ask<object>("POST", "/ivr-profiles", profile)
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: "ERR_CONFIG_PROFILE_INVALID",
      fields: { option: "envelope-profile" },
    })
  })

  it.each([
    ["a NUL character", { description: "a\0b" }],
    ["half a surrogate pair", { name: "a\uD800" }],
    ["an option that is no text", { options: { section: { option: 1 } } }],
    ["an unknown field", { isEnbled: true }],
  ])("refuse %s with 400", async (_what, change) => {
    const profile = { ...newProfile("refused"), ...change }
    const { status, body } = await server.ask<object>("POST", "/ivr-profiles", profile)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: "ERR_BAD_REQUEST" })
  })

  it("have one name each within a tenant", async () => {
    const first = await create("one-name")
    const second = await create("another-name")
    const again = await server.ask<object>("POST", "/ivr-profiles", newProfile("one-name"))
    expect(again.body).toMatchObject({ code: "ERR_CONFIG_NAME_TAKEN", status: 409 })
    const renamed = { ...withoutDbid(second), name: first.name }
    const rename = await server.ask<object>("PUT", `/ivr-profiles/${second.dbid}`, renamed)
    expect(rename.status).toBe(409)
    const elsewhere = { ...newProfile("one-name"), tenant: "Another tenant" }
    expect((await server.ask("POST", "/ivr-profiles", elsewhere)).status).toBe(201)
  })

  it("are gone after they were deleted", async () => {
    const { dbid, ...profile } = await create("deleted")
    expect((await server.ask("DELETE", `/ivr-profiles/${dbid}`)).status).toBe(204)
    const url = `/ivr-profiles/${dbid}`
    expect((await server.ask("GET", url)).status).toBe(404)
    expect((await server.ask("DELETE", url)).status).toBe(404)
    const { body } = await server.ask<object>("PUT", url, profile)
    expect(body).toMatchObject({ code: "ERR_NOT_FOUND", fields: { dbid } })
  })

  it.each(["0", "x", "1.5", "99999999999", "%00"])("refuse %s as a DBID with 400", async (dbid) => {
    expect((await server.ask("GET", `/ivr-profiles/${dbid}`)).status).toBe(400)
  })
})

describe("applications", () => {
  const options = { mpc: { "mediamgr.CA_file": "c:\\keystore\\ca_cert.pem" } }

  it("are made by their first save and rise by one version at each", async () => {
    const url = `/applications/${encodeURIComponent("mcp 1/ä")}`
    const first = await server.ask<ApplicationObject>("PUT", url, { type: "MCP", options })
    expect(first.body).toEqual({ name: "mcp 1/ä", type: "MCP", version: 1, options })
    const second = await server.ask<ApplicationObject>("PUT", url, { type: "MCP", options: {} })
    expect(second.body).toMatchObject({ version: 2, options: {} })
    expect((await server.ask<ApplicationObject>("GET", url)).body).toEqual(second.body)
    const all = await server.ask<ApplicationObject[]>("GET", "/applications")
    expect(all.body).toContainEqual(second.body)
  })

  it("keep every version when several save at once", async () => {
    const save = () =>
      server.ask<ApplicationObject>("PUT", "/applications/contended", { type: "MCP", options })
    const saved = await Promise.all(Array.from({ length: 8 }, save))
    const versions = saved.map(({ body }) => body.version).toSorted((a, b) => a - b)
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it("answer 404 for a name that nobody saved", async () => {
    const { status, body } = await server.ask<object>("GET", "/applications/nobody")
    expect([status, body]).toMatchObject([404, { code: "ERR_NOT_FOUND" }])
  })
})

describe("who may ask", () => {
  it("answers 401 on every address without the service token", async () => {
    const { app } = server.service
    const open = new Set(["/livez", "/readyz", "/metrics"])
    const guarded = app.routeTable.filter(({ url }) => !open.has(url))
    expect(guarded.length).toBeGreaterThan(8)
    for (const { method, url } of guarded) {
      const answer = await app.inject({ method: method as "GET", url: url.replace(/:\w+/g, "1") })
      expect([method, url, answer.statusCode]).toEqual([method, url, 401])
    }
  })
})
