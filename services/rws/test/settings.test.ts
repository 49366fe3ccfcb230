import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { App } from "@gir/service-kit"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, recordingId } from "./sample-recording.ts"

const GROUP = `${OPS_CENTER}/settings/screen-recording`

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

function set(location: string, value: unknown, name = "decrypt-uri-prefix") {
  return app.inject({
    method: "POST",
    url: GROUP,
    headers: asOps,
    payload: { name, location, value } as object,
  })
}

async function locations(query = ""): Promise<string[]> {
  const answer = await app.inject({ method: "GET", url: `${GROUP}${query}`, headers: asOps })
  return answer.json<{ settings: { location: string }[] }>().settings.map((s) => s.location)
}

describe("the guide's curl command", () => {
  /** What `curl -d @file` makes of the file: line ends are left out, nothing else changes. */
  const file =
    '{\r\n  "name": "decrypt-uri-prefix",\n  "location": "/",\n  "value": "http://10.0.0.1:8008/rcs"\n}\n'
  const body = file.replaceAll(/[\r\n]/g, "")

  it("sets the prefix over a real connection and prints a status code of 0", async () => {
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as { port: number }
    const answer = await fetch(`http://127.0.0.1:${port}${GROUP}`, {
      method: "POST",
      headers: { ...asOps, "content-type": "application/json", accept: "*/*" },
      body,
    })
    expect([answer.status, await answer.text()]).toEqual([200, '{"statusCode":0}'])
    expect(await locations()).toEqual(["/"])
  })

  it("may be repeated, and the last value counts", async () => {
    await set("/", "http://one:8008/rcs")
    await set("/", "http://two:8008/rcs")
    const answer = await app.inject({ method: "GET", url: GROUP, headers: asOps })
    expect(answer.json()).toEqual({
      statusCode: 0,
      settings: [{ name: "decrypt-uri-prefix", location: "/", value: "http://two:8008/rcs" }],
    })
  })

  it("takes the contact center id with capital letters and dashes as well", async () => {
    const id = DEFAULT_CONTACT_CENTER_ID.toUpperCase().replace(/^(.{8})(.{4})/, "$1-$2-")
    const url = GROUP.replace(DEFAULT_CONTACT_CENTER_ID, id)
    const answer = await app.inject({
      method: "POST",
      url,
      headers: asOps,
      payload: JSON.parse(body) as object,
    })
    expect(answer.statusCode).toBe(200)
  })

  it("is refused for another contact center", async () => {
    const url = GROUP.replace(DEFAULT_CONTACT_CENTER_ID, "abc123")
    const answer = await app.inject({
      method: "POST",
      url,
      headers: asOps,
      payload: JSON.parse(body) as object,
    })
    expect(answer.json()).toMatchObject({ status: 404, code: "ERR_RWS_CONTACT_CENTER_UNKNOWN" })
  })
})

describe("bad settings", () => {
  it("tell that <rcs uri> was not replaced", async () => {
    const answer = await set("/", "<rcs uri>/rcs")
    expect(answer.json()).toMatchObject({ status: 400, code: "ERR_BAD_REQUEST" })
    expect(answer.json<{ detail: string }>().detail).toContain("/value")
  })

  it("tell an unknown name", async () => {
    const answer = await set("/", "http://rcs/rcs", "decrypt-uri-prefx")
    expect(answer.json()).toMatchObject({ code: "ERR_RWS_SETTING_NAME_UNKNOWN" })
  })

  it("refuse a location without a slash, and text that cannot be kept", async () => {
    expect((await set("US", "http://rcs/rcs")).json()).toMatchObject({ code: "ERR_BAD_REQUEST" })
    expect((await set("/U\u0000S", "http://rcs/rcs")).json()).toMatchObject({
      code: "ERR_BAD_REQUEST",
    })
    expect((await set("/\ud800", "http://rcs/rcs")).json()).toMatchObject({
      code: "ERR_BAD_REQUEST",
    })
  })

  it("refuse a body that is no JSON, and no body at all", async () => {
    const headers = { ...asOps, "content-type": "application/json" }
    for (const payload of ['{"name":', ""]) {
      const answer = await app.inject({ method: "POST", url: GROUP, headers, payload })
      expect(answer.statusCode).toBe(400)
    }
  })
})

describe("the group screen-recording", () => {
  it("keeps one value per location, without the slash at the end", async () => {
    await set("/US/", "http://us/rcs")
    await set("/US", "http://us2/rcs")
    await set("/", "http://all/rcs")
    expect(await locations()).toEqual(["/", "/US"])
    expect(await locations("?location=/US/")).toEqual(["/US"])
    expect(await locations("?location=/EU")).toEqual([])
  })

  it("keeps storage settings beside the prefixes", async () => {
    const value = [
      { storageType: "webDAV", active: true, credential: { storagePath: "http://s/r" } },
    ]
    expect((await set("/US", value, "storage")).statusCode).toBe(200)
    const answer = await app.inject({ method: "GET", url: GROUP, headers: asService })
    expect(answer.json()).toMatchObject({ settings: [{ name: "storage", location: "/US", value }] })
  })

  it("deletes the setting at that very location only", async () => {
    await set("/US", "http://us/rcs")
    const remove = (location: string) =>
      app.inject({
        method: "DELETE",
        url: `${GROUP}?location=${location}`,
        headers: asOps,
        payload: { name: "decrypt-uri-prefix" },
      })
    expect((await remove("/US/AK")).json()).toMatchObject({ code: "ERR_RWS_SETTING_NOT_FOUND" })
    expect((await remove("/US/")).json()).toEqual({ statusCode: 0 })
    expect(await locations()).toEqual([])
  })
})

describe("a player's address", () => {
  const id = recordingId(1)
  const uriOf = (node: App) =>
    node.inject({
      method: "GET",
      url: `/api/v2/recordings/${id}/media/${id}-call/uri`,
      headers: asOps,
    })

  beforeAll(async () => {
    await app.inject({
      method: "POST",
      url: `${OPS_CENTER}/recordings`,
      headers: asService,
      payload: metadataOf(id),
    })
  })

  it("is that of the nearest location, on each node", async () => {
    await set("/", "http://all:8008/rcs/")
    await set("/US", "http://us:8008/rcs")
    const nodeAt = async (nodePath: string) => (await rws.node({ config: { nodePath } })).app
    expect((await uriOf(await nodeAt("/US/AK"))).json()).toEqual({
      mediaUri: `http://us:8008/rcs/media/${id}-call`,
    })
    expect((await uriOf(await nodeAt("/USA"))).json()).toEqual({
      mediaUri: `http://all:8008/rcs/media/${id}-call`,
    })
  })

  it("stands in the metadata, and the documented play path leads there", async () => {
    await set("/", "http://all:8008/rcs")
    const read = await app.inject({
      method: "GET",
      url: `/api/v2/recordings/${id}`,
      headers: asOps,
    })
    const [file] = read.json<{ mediaFiles: { mediaUri: string; playPath: string }[] }>().mediaFiles
    expect(file?.mediaUri).toBe(`http://all:8008/rcs/media/${id}-call`)
    const play = await app.inject({
      method: "GET",
      url: `/api/v2${file?.playPath}`,
      headers: asOps,
    })
    expect([play.statusCode, play.headers.location]).toEqual([307, file?.mediaUri])
  })

  it("is refused with the command that sets it when no location serves the node", async () => {
    await set("/US", "http://us:8008/rcs")
    const node = (await rws.node({ config: { nodePath: "/EU" } })).app
    const problem = (await uriOf(node)).json<{ code: string; detail: string; next: string }>()
    expect(problem).toMatchObject({
      code: "ERR_RWS_NO_DECRYPT_URI",
      detail: "no decrypt-uri-prefix serves location /EU",
    })
    expect(problem.next).toContain(`"location":"/EU"`)
    expect(problem.next).toContain(GROUP)
    const read = await node.inject({
      method: "GET",
      url: `/api/v2/recordings/${id}`,
      headers: asOps,
    })
    expect(read.json<{ mediaFiles: object[] }>().mediaFiles[0]).not.toHaveProperty("mediaUri")
  })

  it("is not given for a media file that is not there", async () => {
    await set("/", "http://all:8008/rcs")
    const url = `/api/v2/recordings/${id}/media/${id}-screen/uri`
    const answer = await app.inject({ method: "GET", url, headers: asOps })
    expect(answer.json()).toMatchObject({ status: 404, code: "ERR_RWS_MEDIA_UNKNOWN" })
  })
})
