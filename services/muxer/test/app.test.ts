import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { silentLogger } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { buildMuxer, readMuxerConfig } from "../src/app.ts"
import { TOKEN } from "./peers.ts"

describe("the muxer service", () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-muxer-app-"))
    await writeFile(join(folder, "token"), TOKEN, { mode: 0o600 })
  })
  afterEach(() => rm(folder, { recursive: true }))

  it("starts, is alive, and is not ready while every part is away", async () => {
    const config = readMuxerConfig({
      GIR_SERVICE_TOKEN_FILE: join(folder, "token"),
      // Nothing listens on the discard port.
      GIR_DATABASE_URL: "postgresql://gir@127.0.0.1:9/gir",
      GIR_STORAGE_DESTINATION: pathToFileURL(folder).href,
      GIR_RWS_URL: "http://127.0.0.1:9",
      GIR_RCS_URL: "http://127.0.0.1:9",
    })
    const context = { name: "muxer-1", clock: systemClock, faults: noFaults, logger: silentLogger }
    const service = await buildMuxer(config, context)
    await service.start()
    expect((await service.app.inject("/livez")).statusCode).toBe(200)
    expect((await service.app.inject("/readyz")).statusCode).toBe(503)
    await service.close()
    await service.close()
  })

  it("names every missing setting at once", () => {
    expect(() => readMuxerConfig({ GIR_MUXER_CONCURRENCY: "0" })).toThrow(
      expect.objectContaining({
        code: "ERR_CONFIG_INVALID",
        fields: {
          problems: expect.arrayContaining([
            expect.stringContaining("GIR_RCS_URL"),
            expect.stringContaining("GIR_RWS_URL"),
            expect.stringContaining("GIR_MUXER_CONCURRENCY"),
          ]),
        },
      }),
    )
  })
})
