import { once } from "node:events"
import { createServer } from "node:net"
import { describe, expect, it } from "vitest"
import { claimStretch, isPortFree } from "../src/installation/port-stretch.ts"
import { assertPortsFree, freePorts } from "../src/installation/ports.ts"

describe("a stretch of ports", () => {
  it("is claimed once, though nobody listens on any of its ports yet", async () => {
    const all = (await Promise.all([claimStretch(), claimStretch(), claimStretch()])).flat()
    expect(new Set(all).size).toBe(all.length)
    expect(await Promise.all(all.slice(0, 5).map((port) => isPortFree(port)))).not.toContain(false)
  })

  it("is held by a socket on the port before its first", async () => {
    const [first = 0] = await claimStretch()
    expect(await isPortFree(first - 1)).toBe(false)
  })
})

describe("free ports", () => {
  it("are different for everybody who asks in the same moment", async () => {
    const asked = await Promise.all([freePorts(40), freePorts(40), freePorts(1)])
    expect(asked.map(({ length }) => length)).toEqual([40, 40, 1])
    expect(new Set(asked.flat()).size).toBe(81)
  })

  it("leave out what somebody else listens on", async () => {
    const [port = 0] = await freePorts(1)
    const stranger = createServer().listen(port + 1, "127.0.0.1")
    await once(stranger, "listening")
    expect(await freePorts(2)).not.toContain(port + 1)
    stranger.close()
  })

  it("are told from those that are taken, and from those that nobody may use", async () => {
    const [port = 0] = await freePorts(1)
    await assertPortsFree([{ name: "rws", port }])
    const stranger = createServer().listen(port, "127.0.0.1")
    await once(stranger, "listening")
    const taken = assertPortsFree([{ name: "rws", port }])
    await expect(taken).rejects.toThrow(`port ${port}, which rws needs, is taken`)
    stranger.close()
    const elsewhere = assertPortsFree([{ name: "rws", port, host: "192.0.2.1" }])
    await expect(elsewhere).rejects.toThrow("cannot be listened on: EADDRNOTAVAIL")
  })
})
