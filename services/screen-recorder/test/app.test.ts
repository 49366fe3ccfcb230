import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openMemoryJobs } from "@gir/queue"
import { silentLogger } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { buildScreenRecorder, readScreenRecorderConfig } from "../src/app.ts"
import { keepsFirst, type RwsServer, rwsServer } from "./rws-server.ts"

const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"
const CONTEXT = {
  name: "screen-recorder-1",
  clock: systemClock,
  faults: noFaults,
  logger: silentLogger,
}

describe("the screen recorder", () => {
  let folder: string
  let rws: RwsServer

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gir-screen-recorder-app-"))
    writeFileSync(join(folder, "token"), "a-service-token-for-tests", { mode: 0o600 })
    rws = await rwsServer(keepsFirst())
  })
  afterEach(async () => {
    await rws.close()
    rmSync(folder, { recursive: true })
  })

  const config = () =>
    readScreenRecorderConfig({
      GIR_SERVICE_TOKEN_FILE: join(folder, "token"),
      // Nothing listens on the discard port.
      GIR_DATABASE_URL: "postgresql://gir@127.0.0.1:9/gir",
      GIR_RWS_URL: rws.url,
    })

  it("takes record-screen jobs, and stores a job that comes twice once", async () => {
    const jobs = openMemoryJobs()
    const opened = { jobs, close: async () => undefined }
    const service = await buildScreenRecorder(config(), CONTEXT, opened)
    try {
      await service.start()
      const source = { kind: "built-in" } as const
      const job = { recordingId: RECORDING_ID, agentId: "agent-1", source, durationMs: 1_000 }
      const { id } = await jobs.add("record-screen", job)
      const outcome = await jobs.waitFor("record-screen", id, { timeoutMs: 30_000 })
      expect(outcome).toMatchObject({
        status: "done",
        result: { mediaId: `${RECORDING_ID}-screen` },
      })
      expect((await service.app.inject("/readyz")).statusCode).toBe(200)
      expect(rws.uploads[0]?.headers.authorization).toBe("Bearer a-service-token-for-tests")
    } finally {
      await service.close()
    }
  })

  it("is alive at once, and not ready while its database is away", async () => {
    const service = await buildScreenRecorder(config(), CONTEXT)
    try {
      expect((await service.app.inject("/livez")).statusCode).toBe(200)
      expect((await service.app.inject("/readyz")).statusCode).toBe(503)
    } finally {
      await service.close()
      await service.close()
    }
  })

  it("names every missing setting at once", () => {
    const read = () => readScreenRecorderConfig({ GIR_SCREEN_RECORDER_CONCURRENCY: "0" })
    expect(read).toThrow(
      expect.objectContaining({
        code: "ERR_CONFIG_INVALID",
        message: expect.stringMatching(/GIR_RWS_URL/) as unknown,
      }),
    )
    expect(read).toThrow(/GIR_SCREEN_RECORDER_CONCURRENCY/)
  })
})
