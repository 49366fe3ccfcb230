import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { runGir, type GirRun } from "../harness/run-gir.ts"

interface Clock {
  readonly node: string
  readonly now: string
  readonly mode: string
}

const ADDRESSES = [
  ["GET", "/sim/clock"],
  ["PUT", "/sim/clock"],
  ["POST", "/sim/clock/advance"],
  ["DELETE", "/sim/clock"],
  ["GET", "/sim/faults"],
  ["POST", "/sim/faults"],
  ["DELETE", "/sim/faults"],
  ["DELETE", "/sim/faults/queue.duplicate-delivery"],
  ["GET", "/sim/history"],
  ["DELETE", "/sim/history"],
  ["GET", "/livez"],
  ["GET", "/anything"],
] as const

let live: LiveInstallation
beforeAll(async () => {
  live = await startLiveInstallation()
})
afterAll(() => live?.remove())

const gir = (...args: string[]): Promise<GirRun> => runGir(args, { folder: live.folder })

async function clocks(): Promise<ReadonlyMap<string, Clock>> {
  const { stdout } = await gir("clock", "show", "--json")
  const { clocks: shown } = JSON.parse(stdout) as { readonly clocks: readonly Clock[] }
  return new Map(shown.map((clock) => [clock.node, clock]))
}

describe("the clocks and faults of a running installation", () => {
  it("are nobody's without the service token, at any node and any address", async () => {
    for (const { name, simPort } of live.nodes) {
      for (const [method, path] of ADDRESSES) {
        const { status } = await fetch(`http://127.0.0.1:${simPort}${path}`, { method })
        expect(`${name} ${method} ${path} ${status}`).toBe(`${name} ${method} ${path} 401`)
      }
    }
  })

  it("outlive a restart of their node, and leave the other nodes alone", async () => {
    await gir("clock", "freeze", "2036-01-01", "--node", "mcp-1")
    await gir("clock", "advance", "10y", "--node", "mcp-1")
    await gir("fault", "add", "storage.full", "--subject", "nobody", "--node", "mcp-1")
    expect((await gir("restart", "mcp-1")).exitCode).toBe(0)
    const shown = await clocks()
    expect(shown.get("mcp-1")).toMatchObject({ now: "2045-12-29T00:00:00.000Z", mode: "frozen" })
    expect(shown.get("rcs-1")?.mode).toBe("system")
    expect((await gir("fault", "list", "--node", "mcp-1")).stdout).toContain("storage.full")
    await gir("clock", "reset")
    await gir("fault", "reset")
    expect((await clocks()).get("mcp-1")?.mode).toBe("system")
  })

  it("let nobody mistake another plaintext for the recording", async () => {
    expect((await gir("record", "--count", "3")).exitCode).toBe(0)
    await gir("fault", "add", "rcs.wrong-plaintext", "--node", "rcs-1")
    const planted = await gir("verify")
    expect([planted.exitCode, planted.stdout]).toEqual([1, expect.stringContaining("0 of 3 play")])
    const history = await gir("fault", "history")
    expect(history.stdout.match(/rcs\.wrong-plaintext +\w{32}-call/g)).toHaveLength(3)
    expect((await gir("fault", "remove", "rcs.wrong-plaintext")).exitCode).toBe(0)
    const honest = await gir("verify")
    expect([honest.exitCode, honest.stdout]).toEqual([0, expect.stringContaining("3 of 3 play")])
  })

  it("lose no call to a recorder that dies before it hands it over", async () => {
    await gir("fault", "add", "mcp.crash-before-hand-over", "--node", "mcp-1")
    expect((await gir("record")).exitCode).toBe(0)
    const history = await gir("fault", "history", "--node", "mcp-1")
    expect(history.stdout).toContain("mcp.crash-before-hand-over")
  })
})
