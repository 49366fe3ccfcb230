import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { RwsUsers } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { ensureUsersFile, rolesOf } from "../src/users.ts"
import { asAdmin, asOps, basic, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"

const GROUP = "/api/v2/settings/screen-recording"

let rws: RwsFixture
let app: App

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
})
beforeEach(async () => {
  await rws.database.query("delete from screen_recording_settings")
})
afterAll(() => rws.close())

type Method = "GET" | "POST" | "PUT" | "DELETE"

async function ask(method: Method, query: string, payload?: object) {
  const options = payload === undefined ? {} : { payload }
  const answer = await app.inject({ method, url: GROUP + query, headers: asAdmin, ...options })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

const prefix = (location: string | undefined, value = "http://rcs:8008/rcs") => ({
  name: "decrypt-uri-prefix",
  ...(location === undefined ? {} : { location }),
  value,
})

describe("the contact-centre administrator's door to the settings", () => {
  it("sets, shows for one location and for all, changes and deletes", async () => {
    expect(await ask("POST", "", prefix("/US/CA"))).toEqual({
      status: 200,
      body: { statusCode: 0 },
    })
    await ask("POST", "?location=/EU", prefix(undefined, "http://eu:8008/rcs"))
    await ask("PUT", "?location=/US/CA", prefix("/US/CA/", "http://ca:8008/rcs"))
    expect((await ask("GET", "?location=/US/CA")).body).toEqual({
      statusCode: 0,
      settings: [prefix("/US/CA", "http://ca:8008/rcs")],
    })
    expect((await ask("GET", "")).body["settings"]).toHaveLength(2)
    const name = "decrypt-uri-prefix"
    expect((await ask("DELETE", "?location=/US/CA/", { name })).status).toBe(200)
    expect((await ask("DELETE", "?location=/US/CA", { name })).body["code"]).toBe(
      "ERR_RWS_SETTING_NOT_FOUND",
    )
    expect((await ask("GET", "")).body["settings"]).toHaveLength(1)
  })

  it("opens the same group as the ops door", async () => {
    await ask("POST", "", prefix("/"))
    const url = `${OPS_CENTER}/settings/screen-recording`
    const answer = await app.inject({ url, headers: asOps })
    expect(answer.json()).toMatchObject({ settings: [prefix("/")] })
  })

  it.each([
    ["POST", ""],
    ["PUT", ""],
    ["DELETE", ""],
  ] as const)("refuses a %s without a location by name", async (method, query) => {
    const { status, body } = await ask(method, query, prefix(undefined))
    expect([status, body["code"]]).toEqual([400, "ERR_RWS_LOCATION_MISSING"])
  })

  it("refuses two locations that differ", async () => {
    const { status, body } = await ask("POST", "?location=/EU", prefix("/US"))
    expect([status, body["code"]]).toEqual([400, "ERR_BAD_REQUEST"])
  })

  it("takes the documented storage credentials, and keeps no password", async () => {
    const credential = { userName: "dav", password: "dav-secret", storagePath: "http://dav/rec" }
    const value = [{ storageType: "webDAV", active: true, credential }]
    expect((await ask("POST", "", { name: "storage", location: "/US/CA", value })).status).toBe(200)
    const shown = JSON.stringify((await ask("GET", "")).body)
    expect(shown).toContain('"userName":"dav"')
    const stored = await rws.database.query("select value::text from screen_recording_settings")
    expect(shown + JSON.stringify(stored.rows)).not.toContain("dav-secret")
  })
})

describe("the users file", () => {
  const usersFile = () => join(rws.folder, "users", `${Math.floor(performance.now())}.json`)

  it("is made at the first start with one administrator, a random password and mode 0600", () => {
    const file = usersFile()
    ensureUsersFile(file)
    const before = readFileSync(file, "utf8")
    ensureUsersFile(file)
    expect(readFileSync(file, "utf8")).toBe(before)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const [user] = JSON.parse(before) as RwsUsers
    expect(rolesOf(file, user!)).toEqual(["Contact Center Admin"])
    expect(rolesOf(file, { userName: user!.userName, password: "wrong" })).toBeNull()
  })

  it("closes the door, and says why, when others may read it or it is damaged", async () => {
    const file = usersFile()
    ensureUsersFile(file)
    const node = await rws.node({ config: { usersFile: file } })
    const ask503 = async () => {
      const answer = await node.app.inject({ url: GROUP, headers: basic("admin", "wrong") })
      return [answer.statusCode, answer.json<{ code: string }>().code]
    }
    chmodSync(file, 0o644)
    expect(await ask503()).toEqual([503, "ERR_RWS_USERS_FILE_INVALID"])
    chmodSync(file, 0o600)
    writeFileSync(file, '[{"userName":"admin","password":"torn')
    expect(await ask503()).toEqual([503, "ERR_RWS_USERS_FILE_INVALID"])
  })
})
