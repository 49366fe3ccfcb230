import type { ApplicationObject, IvrProfileChoice, IvrProfileObject } from "@gir/contracts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { newProfile, runConfigServer, type RunningConfigServer } from "./running-config-server.ts"

let server: RunningConfigServer
beforeAll(async () => {
  server = await runConfigServer()
})
afterAll(() => server.close())

async function create(name: string, geoLocation?: string): Promise<IvrProfileObject> {
  const profile = newProfile(name)
  const general = { "gvp.general.service-type": "record" }
  const located = geoLocation === undefined ? {} : { "gvp.general.geo-location": geoLocation }
  const options = { ...profile.options, "gvp.general": { ...general, ...located } }
  const { body } = await server.ask("POST", "/ivr-profiles", { ...profile, options })
  return body
}

describe("deleting an IVR Profile", () => {
  it("that was changed meanwhile is refused, and names the stored version", async () => {
    const { dbid, ...profile } = await create("deleted-late")
    await server.ask("PUT", `/ivr-profiles/${dbid}`, profile)
    const { status, body } = await server.ask<object>("DELETE", `/ivr-profiles/${dbid}?version=1`)
    expect([status, body]).toMatchObject([409, { code: "ERR_CONFLICT", fields: { version: 2 } }])
    expect((await server.ask("DELETE", `/ivr-profiles/${dbid}?version=2`)).status).toBe(204)
    const again = await server.ask<object>("DELETE", `/ivr-profiles/${dbid}?version=2`)
    expect(again).toMatchObject({ status: 404, body: { code: "ERR_NOT_FOUND" } })
  })
})

describe("saving an application object", () => {
  const url = "/applications/mcp-7"
  const save = (version: number | undefined, value: string) =>
    server.ask<ApplicationObject>("PUT", url, {
      ...(version === undefined ? {} : { version }),
      type: "Media Control Platform",
      options: { mpc: { "mediamgr.CA_file": value } },
    })

  it("from an old version is refused, and without a version always goes through", async () => {
    expect(await save(1, "nothing")).toMatchObject({ status: 404, body: { code: "ERR_NOT_FOUND" } })
    expect((await save(undefined, "first")).body.version).toBe(1)
    expect((await save(1, "second")).body.version).toBe(2)
    expect(await save(1, "late")).toMatchObject({
      status: 409,
      body: { code: "ERR_CONFLICT", fields: { version: 2 } },
    })
    expect((await save(undefined, "third")).body).toMatchObject({
      version: 3,
      options: { mpc: { "mediamgr.CA_file": "third" } },
    })
  })
})

describe("the profile for a recording request", () => {
  const choice = (query: string) =>
    server.ask<IvrProfileChoice>("GET", `/ivr-profiles/choice${query}`)

  it("is the one of the geo-location, of the tenant that is asked for", async () => {
    const east = await create("east", "east-1")
    const { body } = await choice("?geoLocation=east-1&tenant=Environment")
    expect([body.rule, body.profile.dbid]).toEqual(["geo-location", east.dbid])
    expect(await choice("?geoLocation=east-1&tenant=Nobody")).toMatchObject({
      status: 404,
      body: { code: "ERR_CONFIG_NO_PROFILE" },
    })
  })
})
