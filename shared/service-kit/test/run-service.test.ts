import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { rolldown } from "rolldown"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"

const children: ChildProcess[] = []
let folder: string
let fixture: string

/** Bundled as a service is: nine starts from the sources would compile them nine times. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gir-run-service-"))
  fixture = join(folder, "fixture.mjs")
  const bundler = await rolldown({
    input: fileURLToPath(new URL("run-service-fixture.ts", import.meta.url)),
    platform: "node",
    resolve: { conditionNames: ["@gir/source", "node"] },
  })
  await bundler.write({ file: fixture, format: "esm" })
  await bundler.close()
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
})

interface Line {
  msg: string
  port?: number
}

function run(mode: string, env: Record<string, string> = {}, stdout: number | "pipe" = "pipe") {
  const child = spawn(process.execPath, [fixture, mode], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", stdout, "pipe", "ipc"],
  })
  if (child.stderr === null) throw new Error("the pipes were not made")
  children.push(child)
  const lines = createInterface({ input: child.stdout ?? Readable.from([]) })
  const untilLine = async (message: string): Promise<Line> => {
    for await (const line of lines) {
      const parsed = JSON.parse(line) as Line
      if (parsed.msg.includes(message)) return parsed
    }
    throw new Error(`the process ended without the line "${message}"`)
  }
  const exit = once(child, "exit").then(([code]) => code as number | null)
  return { child, untilLine, exit, stderr: text(child.stderr) }
}

async function listener() {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 }
}

async function freePort(): Promise<number> {
  const { server, port } = await listener()
  await promisify(server.close.bind(server))()
  return port
}

describe("a service process", () => {
  it("says on which port it listens, answers there, and closes on SIGTERM", async () => {
    const { child, untilLine, exit } = run("well")
    const { port } = await untilLine("listening")
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200)
    child.kill("SIGTERM")
    expect(await exit).toBe(0)
  })

  it("closes when its supervisor is gone", async () => {
    const { child, untilLine, exit } = run("well")
    await untilLine("listening")
    child.disconnect()
    expect(await exit).toBe(0)
  })

  it("ends by force when its supervisor is gone and its work does not end", async () => {
    const { child, untilLine, exit } = run("hangs")
    await untilLine("listening")
    child.disconnect()
    expect(await exit).toBe(1)
  })

  it("works on while the disk has no room for its log", async () => {
    const [full, port] = [openSync("/dev/full", "w"), await freePort()]
    const { child } = run("well", { GIR_PORT: String(port) }, full)
    closeSync(full)
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    await expect.poll(async () => (await ask("/livez"))?.status, { timeout: 10_000 }).toBe(200)
    for (let times = 0; times < 300; times += 1) expect((await ask("/log"))?.status).toBe(200)
    expect(child.exitCode).toBeNull()
  })

  it("does not wait any longer on a second signal", async () => {
    const { child, untilLine, exit } = run("hangs")
    await untilLine("listening")
    child.kill("SIGINT")
    child.kill("SIGTERM")
    expect(await exit).toBe(1)
  })

  it("exits with 3 and one line that names every wrong setting", async () => {
    const { exit, stderr } = run("well", { GIR_PORT: "70000" })
    expect(await exit).toBe(3)
    expect(await stderr).toMatch(
      /^error\[ERR_CONFIG_INVALID\]: fixture cannot start: GIR_PORT must be .+; next: .+\n$/,
    )
  })

  it("exits with 3 and one line when its port is taken", async () => {
    const { server, port } = await listener()
    const { exit, stderr } = run("well", { GIR_PORT: String(port) })
    expect(await exit).toBe(3)
    expect(await stderr).toMatch(/^error\[ERR_CLI_PORT_TAKEN\]: [^\n]+\n$/)
    server.close()
  })

  it("exits with 3 when it cannot be built, without showing a password", async () => {
    const { exit, stderr } = run("build-fails")
    expect(await exit).toBe(3)
    const line = await stderr
    expect(line).toMatch(/^error\[ERR_INTERNAL\]: fixture cannot start: [^\n]+\n$/)
    expect(line).not.toContain("hush")
  })

  it("logs a rejection that nobody handles, and exits with 1", async () => {
    const { untilLine, exit } = run("rejects")
    await untilLine("unhandled rejection")
    expect(await exit).toBe(1)
  })
})
