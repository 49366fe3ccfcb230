import { readFile, mkdtemp, rm, stat } from "node:fs/promises"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { HostReport } from "@gir/contracts"
import { createService, openNode, type Environment } from "@gir/service-kit"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openHost, type Host } from "../src/host.ts"
import { PROGRAMS, type OpenProgram } from "../src/programs.ts"

/** A service that answers its own name. */
const echo: OpenProgram = (options) =>
  openNode(
    "echo",
    {
      readConfig: (env: Environment) => ({
        host: "127.0.0.1",
        port: Number(env["GIR_PORT"]),
        nodeName: env["GIR_NODE_NAME"] ?? "",
      }),
      build: async (config, context) => {
        const app = createService(context)
        app.get("/name", () => ({ name: config.nodeName }))
        return { app, start: async () => undefined, close: () => app.close() }
      },
    },
    options,
  )

describe("a host", () => {
  let folder: string
  let host: Host
  let reports: HostReport[]
  const servers: Server[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-host-"))
    reports = []
    host = openHost({
      programs: new Map([["echo", echo]]),
      report: (report) => void reports.push(report),
    })
  })
  afterEach(async () => {
    await host.close()
    for (const server of servers.splice(0)) server.close()
    await rm(folder, { recursive: true })
  })

  const logOf = (node: string): string => join(folder, `${node}.log`)
  const start = (node: string, port: number, service = "echo"): Promise<void> =>
    host.obey({
      order: "start",
      node,
      service,
      environment: { GIR_NODE_NAME: node, GIR_PORT: String(port) },
      logFile: logOf(node),
    })
  const listen = async (): Promise<number> => {
    const server = createServer()
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    return typeof address === "object" && address !== null ? address.port : 0
  }
  const portOf = async (node: string): Promise<number> => {
    const lines = (await readFile(logOf(node), "utf8")).trim().split("\n")
    const entries = lines.map((line) => JSON.parse(line) as { event?: string; port?: number })
    return entries.findLast(({ event }) => event === "listening")?.port ?? 0
  }
  const nameAt = async (port: number): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}/name`)).json()

  it("runs nodes side by side, each with a private log of its own", async () => {
    await start("echo-1", 0)
    await start("echo-2", 0)
    for (const node of ["echo-1", "echo-2"]) {
      expect(await nameAt(await portOf(node))).toEqual({ name: node })
      expect((await stat(logOf(node))).mode & 0o777).toBe(0o600)
    }
    expect(reports).toEqual([])
  })

  it("ends one and leaves the other, and starts it again", async () => {
    await start("echo-1", 0)
    await start("echo-2", 0)
    const port = await portOf("echo-1")
    await host.obey({ order: "stop", node: "echo-1" })
    expect(reports).toEqual([{ gone: "echo-1" }])
    await expect(nameAt(port)).rejects.toThrow("fetch failed")
    expect(await nameAt(await portOf("echo-2"))).toEqual({ name: "echo-2" })
    await start("echo-1", 0)
    expect(await nameAt(await portOf("echo-1"))).toEqual({ name: "echo-1" })
  })

  it("writes why a node cannot start into its log, and reports it gone", async () => {
    await start("echo-1", await listen())
    expect(await readFile(logOf("echo-1"), "utf8")).toMatch(/^error\[ERR_CLI_PORT_TAKEN\]: echo/m)
    await start("tape-1", 0, "tape")
    expect(await readFile(logOf("tape-1"), "utf8")).toMatch(/^error\[ERR_INTERNAL\]: tape/m)
    expect(reports).toEqual([{ gone: "echo-1" }, { gone: "tape-1" }])
  })
})

describe("the programs of a host", () => {
  it("refuse settings as their processes do", () => {
    for (const [service, open] of PROGRAMS) {
      expect(() => open({ env: {} }), service).toThrow(
        expect.objectContaining({ code: "ERR_CONFIG_INVALID" }),
      )
    }
    expect(PROGRAMS.size).toBe(8)
  })
})
