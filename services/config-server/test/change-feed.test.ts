import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { ConfigChange } from "@gir/contracts"
import { openDatabase, inTransaction } from "@gir/database"
import { silentLogger } from "@gir/service-kit"
import { noteChange } from "../src/change-feed.ts"
import { newProfile, runConfigServer, type RunningConfigServer } from "./running-config-server.ts"

const LONG_MS = 30_000

let server: RunningConfigServer
beforeAll(async () => {
  server = await runConfigServer()
})
afterAll(() => server.close())

describe("the change feed", () => {
  it("names each object once, with its latest version, and in the order of the changes", async () => {
    const { latest: before } = await server.changes(0)
    const { body: profile } = await server.ask("POST", "/ivr-profiles", newProfile("named-once"))
    await server.ask("PUT", "/applications/mcp-1", { type: "MCP", options: {} })
    const { dbid, ...update } = profile
    await server.ask("PUT", `/ivr-profiles/${dbid}`, update)
    const id = String(dbid)
    expect(await server.changes(before)).toEqual({
      latest: before + 3,
      changes: [
        { sequence: before + 2, object: "application", id: "mcp-1", version: 1 },
        { sequence: before + 3, object: "ivr-profile", id, version: 2 },
      ],
    })
    await server.ask("DELETE", `/ivr-profiles/${dbid}`)
    expect(await server.changes(before + 3)).toEqual({
      latest: before + 4,
      changes: [{ sequence: before + 4, object: "ivr-profile", id, version: null }],
    })
  })

  it("says nothing of a save that was refused", async () => {
    const { body: profile } = await server.ask("POST", "/ivr-profiles", newProfile("refused"))
    const before = await server.changes(0)
    const { dbid, ...update } = profile
    await server.ask("PUT", `/ivr-profiles/${dbid}`, { ...update, version: 99 })
    await server.ask("POST", "/ivr-profiles", newProfile("refused"))
    expect(await server.changes(0)).toEqual(before)
  })

  it("gives a number that is smaller than the asked one after a restore, at once", async () => {
    const { latest } = await server.changes(0)
    expect(await server.changes(latest + 1_000, LONG_MS)).toEqual({ latest, changes: [] })
  })

  it("holds a request until somebody changes something", async () => {
    const { latest } = await server.changes(0)
    const held = server.changes(latest, LONG_MS)
    await server.ask("PUT", "/applications/awaited", { type: "MCP", options: {} })
    const { changes } = await held
    expect(changes).toMatchObject([{ object: "application", id: "awaited" }])
  })

  it("holds a request until another process changes something", async () => {
    const another = await server.another()
    const { latest } = await server.changes(0)
    const held = server.changes(latest, LONG_MS)
    await another.ask("PUT", "/applications/elsewhere", { type: "MCP", options: {} })
    expect((await held).changes).toMatchObject([{ id: "elsewhere" }])
  })

  it("answers with nothing when the waiting time is over", async () => {
    const { latest } = await server.changes(0)
    expect(await server.changes(latest, 50)).toEqual({ latest, changes: [] })
  })

  it("lets held requests go when the service closes", async () => {
    const another = await server.another()
    const { latest } = await another.changes(0)
    const held = another.changes(latest, LONG_MS)
    await another.service.app.close()
    expect((await held).latest).toBe(latest)
  })

  it("never shows a number before a smaller one that is still being written", async () => {
    const database = openDatabase({
      url: server.databaseUrl,
      logger: silentLogger,
      applicationName: "a-slow-writer",
    })
    const { latest } = await server.changes(0)
    const change = { object: "application", id: "slow", version: 1 } as const
    let fast: Promise<unknown> | undefined
    await inTransaction(database, async (transaction) => {
      await noteChange(transaction, change)
      fast = server.ask("PUT", "/applications/fast", { type: "MCP", options: {} })
      expect(await server.changes(latest)).toEqual({ latest, changes: [] })
    })
    await fast
    expect((await server.changes(latest)).changes).toMatchObject([{ id: "slow" }, { id: "fast" }])
    await database.end()
  })

  it("misses no change of several writers for a reader who always goes on from the last number", async () => {
    const [first, second] = [await server.another(), await server.another()]
    const { latest: start } = await server.changes(0)
    const names = Array.from({ length: 40 }, (_, index) => `many-${index}`)
    const writing = Promise.all(
      names.map((name, index) =>
        (index % 2 === 0 ? first : second).ask("PUT", `/applications/${name}`, {
          type: "MCP",
          options: {},
        }),
      ),
    )
    const seen: ConfigChange[] = []
    for (let since = start; seen.length < names.length;) {
      const feed = await server.changes(since, LONG_MS)
      seen.push(...feed.changes)
      since = feed.latest
    }
    await writing
    expect(seen.map(({ id }) => id).toSorted()).toEqual(names.toSorted())
  })
})
