import type { RecordingList, RecordingMetadata } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asOps, asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, receiptOf, recordingId } from "./sample-recording.ts"

const RECORDINGS = `${OPS_CENTER}/recordings`
const ID = recordingId(1)

let rws: RwsFixture
let app: App

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
})
beforeEach(async () => {
  await rws.database.query("truncate recordings, media_files, recording_events, screen_intakes")
})
afterAll(() => rws.close())

const post = (url: string, payload: object) =>
  app.inject({ method: "POST", url, headers: asService, payload })
const save = (metadata: RecordingMetadata) => post(RECORDINGS, metadata)
const read = (id: string) =>
  app.inject({ method: "GET", url: `/api/v2/recordings/${id}`, headers: asOps })
const search = async (query: string): Promise<RecordingList> => {
  const answer = await app.inject({ url: `/api/v2/recordings?${query}`, headers: asOps })
  return answer.json<RecordingList>()
}
const found = async (query: string): Promise<string[]> =>
  (await search(query)).recordings.map((recording) => recording.id)

describe("saving metadata", () => {
  it("answers with what is saved, and reads back the same", async () => {
    const metadata = metadataOf(ID)
    const answer = await save(metadata)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(metadata)
    expect((await read(ID)).json()).toEqual(metadata)
  })

  it("twice changes nothing", async () => {
    await save(metadataOf(ID))
    const again = await save(metadataOf(ID))
    expect(again.json()).toEqual(metadataOf(ID))
  })

  it("answers the loser of a race with the winner's receipt", async () => {
    await save(metadataOf(ID, { attempt: "aaaaaaaa" }))
    const late = await save(metadataOf(ID, { attempt: "bbbbbbbb" }))
    const receipt = late.json<RecordingMetadata>().mediaFiles[0]?.receipt
    expect(receipt?.storageKey).toContain("/aaaaaaaa/")
  })

  it("from two senders at once leaves exactly one of them", async () => {
    const answers = await Promise.all(
      ["aaaaaaaa", "bbbbbbbb", "cccccccc"].map((attempt) => save(metadataOf(ID, { attempt }))),
    )
    const keys = answers.map((a) => a.json<RecordingMetadata>().mediaFiles[0]?.receipt.storageKey)
    expect(new Set(keys).size).toBe(1)
    expect((await read(ID)).json<RecordingMetadata>().mediaFiles).toHaveLength(1)
  })

  it.each([
    ["another recording's media file", (m: RecordingMetadata) => ({ ...m, id: recordingId(2) })],
    [
      "an object outside the recording",
      (m: RecordingMetadata) => withReceipt(m, { storageKey: `${recordingId(2)}/00000001/x.wav` }),
    ],
    [
      "an object that climbs out of the recording",
      (m: RecordingMetadata) => withReceipt(m, { storageKey: `${ID}/../${recordingId(2)}/x.wav` }),
    ],
    ["segments of another length", (m: RecordingMetadata) => withReceipt(m, { storedBytes: 1 })],
  ])("is refused when it names %s", async (_what, change) => {
    const answer = await save(change(metadataOf(ID)))
    expect(answer.json()).toMatchObject({ status: 422, code: "ERR_RWS_METADATA_INCONSISTENT" })
    expect((await read(ID)).statusCode).toBe(404)
  })

  it.each([
    ["a day that does not exist", { startTime: "2026-13-41T10:00:00.000Z" }],
    ["a NUL character", { callerPhoneNumber: "555\u0000" }],
    ["half a surrogate pair", { dialedPhoneNumber: "\udc00" }],
    ["a key that nobody knows", { colour: "red" }],
  ])("is refused as a bad request when it holds %s", async (_what, change) => {
    const answer = await save({ ...metadataOf(ID), ...change })
    expect(answer.json()).toMatchObject({ status: 400, code: "ERR_BAD_REQUEST" })
  })
})

describe("searching", () => {
  it("without any parameter is an error, as documented", async () => {
    const answer = await app.inject({ url: "/api/v2/recordings", headers: asOps })
    expect(answer.json()).toMatchObject({ status: 400, code: "ERR_RWS_QUERY_EMPTY" })
  })

  it("matches whole numbers, and * for any text", async () => {
    await save(metadataOf(recordingId(1), { caller: "5551234", dialed: "8001000" }))
    await save(metadataOf(recordingId(2), { caller: "5559999", dialed: "8001000", startMs: 1 }))
    expect(await found("callerPhoneNumber=5551234")).toEqual([recordingId(1)])
    expect(await found("callerPhoneNumber=555")).toEqual([])
    expect(await found("callerPhoneNumber=555*")).toEqual([recordingId(2), recordingId(1)])
    expect(await found("callerPhoneNumber=*12*")).toEqual([recordingId(1)])
    expect(await found("callerPhoneNumber=555*&dialedPhoneNumber=900*")).toEqual([])
    expect(await found("dialedPhoneNumber=8001000")).toHaveLength(2)
  })

  it("is case sensitive, and knows no other sign than *", async () => {
    await save(metadataOf(recordingId(1), { caller: "sip:Anna_1%" }))
    expect(await found("callerPhoneNumber=sip:anna*")).toEqual([])
    expect(await found("callerPhoneNumber=sip:Anna_1%25")).toEqual([recordingId(1)])
    expect(await found("callerPhoneNumber=sip:AnnaX1%25")).toEqual([])
    expect(await found("callerPhoneNumber=%25")).toEqual([])
    expect(await found("callerPhoneNumber=sip%5C*")).toEqual([])
  })

  it("answers with at most 100, newest first, and says how to go on", async () => {
    for (let number = 0; number < 101; number += 1) {
      await save(metadataOf(recordingId(number), { startMs: Math.floor(number / 2) }))
    }
    const first = await search("callerPhoneNumber=*")
    expect(first.recordings).toHaveLength(100)
    expect(first.recordings[0]?.id).toBe(recordingId(100))
    const second = await search(`callerPhoneNumber=*&after=${first.next}`)
    expect(second.recordings.map((recording) => recording.id)).toEqual([recordingId(0)])
    expect(second.next).toBeNull()
  })

  it("refuses a parameter that it does not know, and text that cannot be searched for", async () => {
    for (const query of ["colour=red", "callerPhoneNumber=%00", "callerPhoneNumber=*&after=x"]) {
      const answer = await app.inject({ url: `/api/v2/recordings?${query}`, headers: asOps })
      expect(answer.json()).toMatchObject({ status: 400, code: "ERR_BAD_REQUEST" })
    }
  })
})

describe("a mux", () => {
  const isQueued = async () => (await rws.jobs.counts())["mux-recording"].waiting

  beforeEach(async () => {
    await save(metadataOf(ID))
  })

  it("is not asked for while only the call is there", async () => {
    expect(await isQueued()).toBe(0)
    const answer = await post(`/api/v2/recordings/${ID}/mux`, {})
    expect(answer.json()).toMatchObject({ status: 409, code: "ERR_RWS_NOTHING_TO_MUX" })
  })

  it("that won is in the metadata with an event, and another one gets the winner's receipt", async () => {
    const url = `${RECORDINGS}/${ID}/media-files`
    const first = receiptOf(ID, "mux", { attempt: "aaaaaaaa" })
    expect((await post(url, first)).json()).toEqual(first)
    expect((await post(url, receiptOf(ID, "mux", { attempt: "bbbbbbbb" }))).json()).toEqual(first)
    const recording = (await read(ID)).json<RecordingMetadata>()
    expect(recording.mediaFiles.map((file) => file.receipt.kind)).toEqual(["call", "mux"])
    expect(recording.mediaFiles[1]).toMatchObject({
      tenant: "Environment",
      ivrprofile: "CallRecProfile",
    })
    expect(recording.eventHistory.map(({ event }) => event)).toEqual(["recorded", "muxed"])
  })

  it("that was refused is told once in the history", async () => {
    const event = {
      event: "mux-refused",
      occurredAt: "2026-12-01T10:20:00.000Z",
      code: "ERR_MUX_MIXED_PROTECTION",
      message: "the call is encrypted and the screen is not",
    }
    for (const occurredAt of [event.occurredAt, "2026-12-01T10:21:00.000Z"]) {
      const answer = await post(`${RECORDINGS}/${ID}/events`, { ...event, occurredAt })
      expect(answer.json()).toEqual({ statusCode: 0 })
    }
    const { eventHistory } = (await read(ID)).json<RecordingMetadata>()
    expect(eventHistory).toEqual([expect.objectContaining({ event: "recorded" }), event])
  })

  it("for a recording that nobody knows is refused", async () => {
    const id = recordingId(9)
    const answer = await post(`${RECORDINGS}/${id}/media-files`, receiptOf(id, "mux"))
    expect(answer.json()).toMatchObject({ status: 404, code: "ERR_RWS_RECORDING_UNKNOWN" })
  })

  it("cannot name the object of another media file", async () => {
    const receipt = { ...receiptOf(ID, "mux"), storageKey: receiptOf(ID, "call").storageKey }
    const answer = await post(`${RECORDINGS}/${ID}/media-files`, receipt)
    expect(answer.json()).toMatchObject({ code: "ERR_RWS_METADATA_INCONSISTENT" })
  })
})

describe("deleting a recording", () => {
  const remove = () => app.inject({ method: "DELETE", url: `${RECORDINGS}/${ID}`, headers: asOps })

  beforeEach(async () => {
    const { storageKey } = receiptOf(ID, "call")
    await rws.storage.delete(storageKey)
    await rws.storage.put(storageKey, bytesOf("stored bytes"))
    await save(metadataOf(ID))
  })

  it("removes its metadata and its objects", async () => {
    expect((await remove()).json()).toEqual({ statusCode: 0 })
    expect((await read(ID)).json()).toMatchObject({
      status: 410,
      code: "ERR_RWS_RECORDING_DELETED",
    })
    expect(await found("callerPhoneNumber=*")).toEqual([])
    expect(await rws.objects()).toEqual([])
    const media = await app.inject({ url: `/api/v2/media/${ID}-call`, headers: asService })
    expect(media.json()).toMatchObject({ code: "ERR_RWS_MEDIA_UNKNOWN" })
  })

  it("may be repeated", async () => {
    await remove()
    expect((await remove()).json()).toEqual({ statusCode: 0 })
  })

  it("is not undone by a receipt that arrives late", async () => {
    await remove()
    expect((await save(metadataOf(ID))).json()).toMatchObject({ code: "ERR_RWS_RECORDING_DELETED" })
    const mux = await post(`${RECORDINGS}/${ID}/media-files`, receiptOf(ID, "mux"))
    expect(mux.json()).toMatchObject({ status: 410, code: "ERR_RWS_RECORDING_DELETED" })
  })

  it("is completed by the next try when the Storage Destination was away", async () => {
    const away = {
      ...rws.storage,
      delete: async () => Promise.reject(new Error("away")),
    }
    const node = await rws.node({ storage: away })
    const failed = await node.app.inject({
      method: "DELETE",
      url: `${RECORDINGS}/${ID}`,
      headers: asOps,
    })
    expect(failed.statusCode).toBe(500)
    expect((await read(ID)).statusCode).toBe(410)
    expect(await rws.objects()).toHaveLength(1)
    await remove()
    expect(await rws.objects()).toEqual([])
  })

  it("answers 404 for a recording that never was", async () => {
    const url = `${RECORDINGS}/${recordingId(9)}`
    const answer = await app.inject({ method: "DELETE", url, headers: asOps })
    expect(answer.json()).toMatchObject({ status: 404, code: "ERR_RWS_RECORDING_UNKNOWN" })
  })
})

function withReceipt(metadata: RecordingMetadata, change: object): RecordingMetadata {
  const [file] = metadata.mediaFiles
  if (file === undefined) throw new Error("the sample has no media file")
  return { ...metadata, mediaFiles: [{ ...file, receipt: { ...file.receipt, ...change } }] }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
