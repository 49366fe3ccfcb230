import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type RecordScreen, ScreenIntakeQuery, validate } from "@gir/contracts"
import { captureScreen, fingerprintOf } from "@gir/media"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { manualClock } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { recordScreen } from "../src/record-screen.ts"
import { screenIntake } from "../src/screen-intake.ts"
import { type Answer, keepsFirst, type RwsServer, rwsServer } from "./rws-server.ts"

const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"
const START = new Date("2026-12-01T10:15:00.000Z")
const JOB: RecordScreen = {
  recordingId: RECORDING_ID,
  agentId: "agent 1001&x",
  source: { kind: "built-in" },
  durationMs: 2_000,
}

describe("recordScreen", () => {
  let rws: RwsServer
  let client: HttpClient
  let folder: string

  const openRws = async (answer: Answer): Promise<void> => {
    rws = await rwsServer(answer)
    client = httpClient({ baseUrl: rws.url, authorization: () => "Bearer service-token" })
  }
  const run = (job: RecordScreen = JOB, signal = new AbortController().signal) =>
    recordScreen(job, { intake: screenIntake(client), clock: manualClock(START) }, signal)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gir-screen-recorder-"))
    await openRws(keepsFirst())
  })
  afterEach(async () => {
    await client.close()
    await rws.close()
    rmSync(folder, { recursive: true })
  })

  const replaceRws = async (answer: Answer): Promise<void> => {
    await client.close()
    await rws.close()
    await openRws(answer)
  }

  it("streams the drawn screen of the call to rws and answers with what rws stored", async () => {
    const stored = await run()
    const [upload] = rws.uploads
    const drawn = await captureScreen({ ...JOB, startTime: START })
    const { fingerprint } = await fingerprintOf(drawn.stream, "video/mp4")
    expect(
      createHash("sha256")
        .update(upload?.body ?? "")
        .digest("hex"),
    ).toBe(fingerprint.sha256)
    expect(stored).toMatchObject({
      mediaId: `${RECORDING_ID}-screen`,
      storedBytes: upload?.body.length,
    })
  })

  it("asks as the contract says, with the service token", async () => {
    await run()
    const [upload] = rws.uploads
    expect(upload).toMatchObject({
      method: "PUT",
      url: { pathname: `/api/v2/screen-recordings/${RECORDING_ID}` },
      headers: { authorization: "Bearer service-token", "content-type": "video/mp4" },
    })
    const { durationMs, ...text } = Object.fromEntries(upload?.url.searchParams ?? [])
    const query = validate(ScreenIntakeQuery, { ...text, durationMs: Number(durationMs) }, "query")
    expect(query).toEqual({
      agentId: JOB.agentId,
      startTime: "2026-12-01T10:15:00.000Z",
      durationMs: 2_000,
      fileName: `${RECORDING_ID}_2026-12-01_10-15-00_screen`,
    })
  })

  it("uploads a given MP4 unchanged, with its length", async () => {
    const drawn = await captureScreen({ ...JOB, durationMs: 1_000, startTime: START })
    const bytes = Buffer.concat(await drawn.stream.toArray())
    const path = join(folder, "given.mp4")
    writeFileSync(path, bytes)
    await run({ ...JOB, source: { kind: "file", path } })
    expect(rws.uploads[0]?.body.equals(bytes)).toBe(true)
    expect(rws.uploads[0]?.headers["content-length"]).toBe(`${bytes.length}`)
    expect(rws.uploads[0]?.url.searchParams.get("durationMs")).toBe("1000")
  })

  it("sends nothing of an MP4 that is cut", async () => {
    const path = join(folder, "cut.mp4")
    writeFileSync(path, Buffer.from("00000018667479706d703432", "hex"))
    const job = { ...JOB, source: { kind: "file", path } } as const
    await expect(run(job)).rejects.toMatchObject({ code: "ERR_MEDIA_CUT", retryable: false })
    expect(rws.uploads).toHaveLength(0)
  })

  it("may be run again: the screen that rws holds is the answer", async () => {
    const first = await run()
    const again = await run({ ...JOB, durationMs: 1_000 })
    expect(again).toEqual(first)
    expect(rws.uploads).toHaveLength(2)
  })

  it("hands on the code of a refusal", async () => {
    await replaceRws((_upload, response) => {
      response.writeHead(507, { "content-type": "application/problem+json" })
      response.end(
        JSON.stringify({ title: "full", status: 507, code: "ERR_STORAGE_FULL", detail: "full" }),
      )
    })
    await expect(run()).rejects.toMatchObject({ code: "ERR_STORAGE_FULL" })
  })

  it.each([
    [
      "another recording's screen",
      `{"mediaId":"${"B".repeat(32)}-screen","storageKey":"k","storedBytes":1}`,
    ],
    ["no reference at all", `{"statusCode":0}`],
    ["no JSON", "<html>"],
    ["far too much", "x".repeat(100_000)],
  ])("does not believe an answer that holds %s", async (_name, text) => {
    await replaceRws((_upload, response) => response.end(text))
    await expect(run()).rejects.toMatchObject({
      code: "ERR_SCREEN_ANSWER_INVALID",
      retryable: true,
    })
  })

  it("is told to try again while rws is away", async () => {
    await rws.close()
    await expect(run()).rejects.toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE", retryable: true })
    await openRws(keepsFirst())
    await expect(run()).resolves.toMatchObject({ mediaId: `${RECORDING_ID}-screen` })
  })

  it("stops the upload when the job is given up", async () => {
    const job = { ...JOB, durationMs: 80_000_000 }
    const abort = new AbortController()
    const failed = expect(run(job, abort.signal)).rejects.toThrow()
    setImmediate(() => abort.abort())
    await failed
    expect(rws.uploads.filter((upload) => upload.isComplete)).toHaveLength(0)
  })
})
