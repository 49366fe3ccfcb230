import {
  RecordingCertificateRows,
  type RecordingCertificateRow,
  type IvrProfileObject,
} from "@gir/contracts"
import { saveOptionFromOptionsTab } from "@gir/ivr-profile"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { logInToGax, type GaxSession } from "../harness/gax-session.ts"
import { reference, startWorld } from "../harness/world.ts"

let world: Awaited<ReturnType<typeof startWorld>>
let gax: GaxSession
let ivrProfileDbid: number
let certificateIds: string[]

beforeAll(async () => {
  world = await startWorld()
  gax = await logInToGax(world)
  const pairs = [await world.issue("Interaction Recording A"), await world.issue("Recording B")]
  for (const { certificatePem, privateKeyPem } of pairs) {
    const body = { certificate: certificatePem, privateKey: privateKeyPem }
    await gax.request({ method: "POST", path: "/certificates", body })
  }
  certificateIds = pairs.map(({ certificate }) => certificate.sha256)
  ivrProfileDbid = await world.newProfile()
})

afterAll(() => world.close())

function recordingTab(method: "GET" | "POST" | "DELETE", body?: unknown) {
  const path = `/ivr-profiles/${ivrProfileDbid}/recording-certificates`
  const schema = RecordingCertificateRows
  return gax.request({ method, path, schema, ...(body === undefined ? {} : { body }) })
}

function summary({ option, certificate, problem }: RecordingCertificateRow): unknown[] {
  return [option, certificate?.issuedTo ?? null, problem?.code ?? null]
}

/** Opens an option in the Options tab and saves it, with no edit in between. */
async function openAndSaveInOptionsTab(name: string): Promise<void> {
  const profile: IvrProfileObject = await world.peers.configuration.profile(ivrProfileDbid)
  const { dbid, ...rest } = profile
  const options = saveOptionFromOptionsTab(profile.options, "recording-certificates", name)
  const body = { ...rest, options }
  await world.http("config-server").request({ method: "PUT", path: `/ivr-profiles/${dbid}`, body })
}

const NAMES = ["Interaction Recording A (Email not set)", "Recording B (Email not set)"]

describe("a certificate that was opened and saved in the Options tab", () => {
  it("was good before: calls are encrypted to it, and play", async () => {
    const rows = await recordingTab("POST", { certificateIds })
    expect(rows.map(summary)).toEqual([
      ["certificates-1", NAMES[0], null],
      ["certificates-2", NAMES[1], null],
    ])
    const { recordingId } = await world.record({ ivrProfileDbid })
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
  })

  it("is corrupted: the Recording tab says so, and the next call is encrypted to the other one", async () => {
    await openAndSaveInOptionsTab("certificates-1")
    expect((await recordingTab("GET")).map(summary)).toEqual([
      ["certificates-1", null, "ERR_X509_PEM_MALFORMED"],
      ["certificates-2", NAMES[1], null],
    ])
    const { recordingId, call } = await world.record({ ivrProfileDbid })
    reference(call)
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
  })

  it("leaves calls without protection refused, never stored in clear", async () => {
    await openAndSaveInOptionsTab("certificates-2")
    const before = await world.storedFiles()
    const { call } = await world.record({ ivrProfileDbid })
    expect(call).toMatchObject({
      status: "failed",
      code: "ERR_MCP_NO_USABLE_RECIPIENT",
      message: expect.stringMatching(/certificates-1: .*; certificates-2: /),
    })
    expect(await world.storedFiles()).toEqual(before)
    expect(await world.logOf("mcp-1")).toContain("ERR_MCP_NO_USABLE_RECIPIENT")
  })

  it("is mended by Remove, Add and Save in the Recording tab", async () => {
    const options = ["certificates-1", "certificates-2"]
    expect(await recordingTab("DELETE", { certificateIds: [], options })).toEqual([])
    const rows = await recordingTab("POST", { certificateIds })
    expect(rows.map(summary)).toEqual([
      ["certificates-1", NAMES[0], null],
      ["certificates-2", NAMES[1], null],
    ])
    const { recordingId } = await world.record({ ivrProfileDbid })
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
  })
})
