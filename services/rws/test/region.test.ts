import type { RecordingMetadata } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, recordingId } from "./sample-recording.ts"

const ID = recordingId(1)

let rws: RwsFixture
let east: App
let west: App
let everywhere: App

beforeAll(async () => {
  rws = await rwsFixture()
  east = (await rws.node({ config: { region: "east" } })).app
  west = (await rws.node({ config: { region: "west" } })).app
  everywhere = (await rws.node()).app
})
beforeEach(async () => {
  await rws.database.query("truncate recordings cascade")
})
afterAll(() => rws.close())

async function save(app: App, metadata: RecordingMetadata): Promise<RecordingMetadata> {
  const url = `${OPS_CENTER}/recordings`
  const answer = await app.inject({ method: "POST", url, headers: asService, payload: metadata })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

async function found(app: App): Promise<string[]> {
  const answer = await app.inject({ url: "/api/v2/recordings?callerPhoneNumber=*", headers: asOps })
  return answer.json<{ recordings: { id: string }[] }>().recordings.map(({ id }) => id)
}

describe("a recording of another region", () => {
  it.each([
    ["GET", `/api/v2/recordings/${ID}`],
    ["GET", `/api/v2/recordings/${ID}/media/${ID}-call/uri`],
    ["GET", `/api/v2/recordings/${ID}/play/${ID}-call.wav`],
    ["POST", `/api/v2/recordings/${ID}/mux`],
    ["GET", `/api/v2/media/${ID}-call`],
    ["GET", `/api/v2/media/${ID}-call/content`],
    ["HEAD", `/api/v2/media/${ID}-call/content`],
  ] as const)("is not found: %s %s", async (method, url) => {
    await save(east, metadataOf(ID))
    expect((await west.inject({ method, url, headers: asService })).statusCode).toBe(404)
    const own = await east.inject({ method, url, headers: asService })
    const without = await everywhere.inject({ method, url, headers: asService })
    if (method === "GET" && url.endsWith(ID)) expect(own.statusCode).toBe(200)
    expect(without.statusCode).toBe(own.statusCode)
  })

  it("is answered in the very words of one that never was", async () => {
    await save(east, metadataOf(ID))
    const url = `/api/v2/recordings/${ID}`
    const foreign = await west.inject({ url, headers: asOps })
    await rws.database.query("truncate recordings cascade")
    const unknown = await west.inject({ url, headers: asOps })
    expect(foreign.json()).toEqual(unknown.json())
    expect(foreign.json()).toMatchObject({ code: "ERR_RWS_RECORDING_UNKNOWN" })
  })

  it("is left out of a search", async () => {
    await save(east, metadataOf(recordingId(1)))
    await save(west, metadataOf(recordingId(2)))
    await save(everywhere, metadataOf(recordingId(3)))
    expect((await found(east)).toSorted()).toEqual([recordingId(1), recordingId(3)])
    expect((await found(west)).toSorted()).toEqual([recordingId(2), recordingId(3)])
    expect(await found(everywhere)).toHaveLength(3)
  })
})

describe("the region of a recording", () => {
  it("is that of the node that it was posted to, unless it names one", async () => {
    expect((await save(east, metadataOf(recordingId(1)))).region).toBe("east")
    const named = { ...metadataOf(recordingId(2)), region: "west" }
    expect((await save(east, named)).region).toBe("west")
    expect(await found(west)).toEqual([recordingId(2)])
  })
})
