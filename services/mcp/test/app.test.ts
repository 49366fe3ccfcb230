import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { buildMcp, readMcpConfig } from "../src/app.ts"
import { profileObject } from "./profiles.ts"

const TOKEN = "a-service-token-for-tests"

/** The default second is short where other suites run. */
const WITHIN = { timeout: 10_000 }

describe("the mcp service", () => {
  let folder: string
  let configServer: Server
  let requests: string[]
  let service: Service

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-mcp-app-"))
    await writeFile(join(folder, "token"), TOKEN, { mode: 0o600 })
    requests = []
    configServer = createServer((request, response) => {
      requests.push(`${request.headers.authorization} ${request.url}`)
      const answer = answerTo(request.url ?? "")
      response.writeHead(answer === null ? 404 : 200, { "content-type": "application/json" })
      response.end(JSON.stringify(answer ?? {}))
    })
    await new Promise<void>((resolve) => configServer.listen(0, "127.0.0.1", resolve))
    const { port } = configServer.address() as AddressInfo
    const config = readMcpConfig({
      GIR_SERVICE_TOKEN_FILE: join(folder, "token"),
      // Nothing listens on the discard port.
      GIR_DATABASE_URL: "postgresql://gir@127.0.0.1:9/gir",
      GIR_STORAGE_DESTINATION: pathToFileURL(folder).href,
      GIR_NODE_ROOT: folder,
      GIR_CONFIG_SERVER_URL: `http://127.0.0.1:${port}`,
    })
    service = await buildMcp(config, {
      name: "mcp-1",
      clock: systemClock,
      faults: noFaults,
      logger: silentLogger,
    })
  })
  afterEach(async () => {
    await service.close()
    configServer.closeAllConnections()
    configServer.close()
    await rm(folder, { recursive: true })
  })
  const status = (token: string) =>
    service.app.inject({ url: "/status", headers: { authorization: `Bearer ${token}` } })

  it("is alive at once, and not ready while a part is away", async () => {
    expect((await service.app.inject("/livez")).statusCode).toBe(200)
    expect((await service.app.inject("/readyz")).statusCode).toBe(503)
  })

  it("shows its options and profiles to the installation's services only", async () => {
    await service.start()
    await vi.waitFor(async () => {
      expect((await status(TOKEN)).json()).toMatchObject({ isConfigServerReachable: true })
    }, WITHIN)
    expect((await status(TOKEN)).json()).toEqual({
      node: "mcp-1",
      restartOptions: [
        {
          section: "mpc",
          option: "mediamgr.CA_file",
          configured: "c:\\keystore\\ca_cert.pem",
          effective: "c:\\keystore\\ca_cert.pem",
          isRestartPending: false,
        },
      ],
      configSequence: 7,
      isConfigServerReachable: true,
      callsInProgress: 0,
      ivrProfiles: [
        {
          dbid: 101,
          version: 1,
          serialNumbers: [],
          caFile: {
            path: "c:\\keystore\\ca_cert.pem",
            sha256: null,
            code: "ERR_MCP_CA_FILE_UNREADABLE",
          },
        },
      ],
    })
    expect((await status("another-token")).statusCode).toBe(401)
    expect(requests.every((line) => line.startsWith(`Bearer ${TOKEN} `))).toBe(true)
  })

  it("names every missing setting at once", () => {
    expect(() => readMcpConfig({})).toThrow(
      expect.objectContaining({
        code: "ERR_CONFIG_INVALID",
        message: expect.stringMatching(
          /GIR_NODE_ROOT.*GIR_CONFIG_SERVER_URL|GIR_CONFIG_SERVER_URL.*GIR_NODE_ROOT/,
        ),
      }),
    )
  })
})

function answerTo(url: string): unknown {
  if (url.startsWith("/changes")) return { latest: 7, changes: [] }
  if (url === "/ivr-profiles") return [profileObject()]
  if (url !== "/applications/mcp-1") return null
  return {
    name: "mcp-1",
    type: "MediaControlPlatform",
    version: 1,
    options: { mpc: { "mediamgr.CA_file": "c:\\keystore\\ca_cert.pem" } },
  }
}
