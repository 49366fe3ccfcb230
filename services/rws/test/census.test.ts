import type { MediaReceipt, RecordingCensus } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asService, OPS_CENTER, rwsFixture, type RwsFixture } from "./rws-fixture.ts"
import { metadataOf, receiptOf, recordingId } from "./sample-recording.ts"

let rws: RwsFixture
let app: App

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
})
beforeEach(async () => {
  await rws.database.query("truncate recordings cascade")
})
afterAll(() => rws.close())

const A = "a".repeat(64)
const B = "b".repeat(64)

function encryptedTo(receipt: MediaReceipt, ids: readonly string[]): MediaReceipt {
  const recipients = ids.map((id) => ({
    issuer: "CN=Authority",
    serialNumber: id === A ? "0A" : "0B",
    subject: `Certificate ${id[0]}`,
    certificateSha256: id,
  }))
  return {
    ...receipt,
    protection: {
      container: "pkcs7",
      envelopeProfile: "classic",
      cipher: "aes256-cbc",
      recipients,
    },
  }
}

interface Stored {
  readonly call: readonly string[]
  readonly mux?: readonly string[]
  readonly startMs?: number
}

async function save(number: number, { call, mux, startMs = 0 }: Stored): Promise<void> {
  const id = recordingId(number)
  const metadata = metadataOf(id, { startMs })
  const [file] = metadata.mediaFiles
  const receipt = call.length === 0 ? file!.receipt : encryptedTo(file!.receipt, call)
  const payload = { ...metadata, mediaFiles: [{ ...file!, receipt }] }
  const url = `${OPS_CENTER}/recordings`
  await app.inject({ method: "POST", url, headers: asService, payload })
  if (mux === undefined) return
  await app.inject({
    method: "POST",
    url: `${url}/${id}/media-files`,
    headers: asService,
    payload: encryptedTo(receiptOf(id, "mux"), mux),
  })
}

async function census(): Promise<RecordingCensus> {
  return (await app.inject({ url: "/api/v2/census", headers: asService })).json()
}

describe("the census", () => {
  it("is empty without recordings", async () => {
    expect(await census()).toEqual({ groups: [], recipients: [], clear: 0 })
  })

  it("counts recordings, not media files, by what they were encrypted to", async () => {
    await save(1, { call: [A], mux: [A], startMs: 1_000 })
    await save(2, { call: [A], startMs: 5_000 })
    await save(3, { call: [A, B] })
    await save(4, { call: [A], mux: [A, B] })
    await save(5, { call: [] })
    const { groups, recipients, clear } = await census()
    expect(groups).toHaveLength(3)
    expect(groups[0]).toEqual({
      recipientSets: [[A]],
      recordings: 2,
      oldest: "2026-12-01T10:00:01.000Z",
      newest: "2026-12-01T10:00:05.000Z",
    })
    expect(groups.map(({ recipientSets }) => recipientSets)).toContainEqual([[A, B]])
    const setCounts = groups.map(({ recipientSets }) => recipientSets.length)
    expect(setCounts.toSorted((a, b) => a - b)).toEqual([1, 1, 2])
    expect(recipients.map(({ subject }) => subject)).toEqual(["Certificate a", "Certificate b"])
    expect(clear).toBe(1)
  })

  it("forgets a recording that was deleted", async () => {
    await save(1, { call: [A] })
    const url = `${OPS_CENTER}/recordings/${recordingId(1)}`
    await app.inject({ method: "DELETE", url, headers: asService })
    expect(await census()).toEqual({ groups: [], recipients: [], clear: 0 })
  })
})
