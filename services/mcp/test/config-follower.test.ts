import { manualClock } from "@gir/sim"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { ConfigFollower } from "../src/config-follower.ts"
import { mcpOptionsHolder, type McpOptionsHolder } from "../src/mcp-options.ts"
import { profilePinner } from "../src/pin-profile.ts"
import { profileStore, type ProfileStore } from "../src/profile-store.ts"
import { memoryConfigSource, type MemoryConfigSource } from "./memory-config-source.ts"
import { NOW } from "./pki.ts"
import { profileObject } from "./profiles.ts"
import { recordingLogger, type RecordingLogger } from "./recording-logger.ts"

const STORAGE = "file:///var/recordings"

describe("profiles and options of an MCP", () => {
  let source: MemoryConfigSource
  let profiles: ProfileStore
  let mcpOptions: McpOptionsHolder
  let follower: ConfigFollower
  let logger: RecordingLogger
  const clock = manualClock(NOW)

  beforeEach(() => {
    source = memoryConfigSource()
    profiles = profileStore(source)
    mcpOptions = mcpOptionsHolder()
    logger = recordingLogger()
    follower = new ConfigFollower({
      source,
      profiles,
      mcpOptions,
      nodeName: "mcp-1",
      clock,
      logger,
    })
    source.save(profileObject({ version: 3 }))
  })
  const pin = (dbid = 101) => profilePinner({ follower, profiles, storageUri: STORAGE })(dbid)
  const caFile = (value: string, version = 1) => ({
    name: "mcp-1",
    type: "MediaControlPlatform",
    version,
    options: { mpc: { "mediamgr.CA_file": value } },
  })

  it("show a call every save that was made before it began", async () => {
    await pin()
    source.save(profileObject({ version: 4 }))
    expect((await pin()).version).toBe(4)
  })

  it("keep the snapshot of a call in flight when the profile is saved meanwhile", async () => {
    const pinned = await pin()
    source.save(profileObject({ version: 4, mimeType: "audio/mp3" }))
    await follower.catchUp()
    expect(pinned).toMatchObject({ version: 3, mimeType: "audio/wav" })
  })

  it("stay the last known truth while the Configuration Server is away", async () => {
    await pin()
    source.isAway = true
    expect((await pin()).version).toBe(3)
    expect(() => follower.assertInStep()).toThrow(
      expect.objectContaining({ code: "ERR_SERVICE_UNAVAILABLE" }),
    )
    source.save(profileObject({ version: 4 }))
    source.isAway = false
    expect((await pin()).version).toBe(4)
    follower.assertInStep()
  })

  it("say once, not per call, that the Configuration Server is away", async () => {
    await pin()
    source.isAway = true
    await pin()
    await pin()
    expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1)
  })

  it("find a profile whose change has not arrived by one direct fetch", async () => {
    await pin()
    source.saveSilently(profileObject({ dbid: 202 }))
    const before = source.fetches
    expect((await pin(202)).dbid).toBe(202)
    expect((await pin(202)).dbid).toBe(202)
    expect(source.fetches - before).toBe(1)
  })

  it("refuse a DBID that does not exist, for good", async () => {
    await expect(pin(999)).rejects.toMatchObject({
      code: "ERR_MCP_PROFILE_UNKNOWN",
      retryable: false,
    })
  })

  it("leave a DBID never seen open while the Configuration Server is away", async () => {
    await pin()
    source.isAway = true
    await expect(pin(999)).rejects.toMatchObject({
      code: "ERR_SERVICE_UNAVAILABLE",
      retryable: true,
    })
  })

  it("forget a deleted profile", async () => {
    await pin()
    source.remove(101)
    await expect(pin()).rejects.toMatchObject({ code: "ERR_MCP_PROFILE_UNKNOWN" })
  })

  it.each([
    ["is disabled", { isEnabled: false }, "ERR_MCP_PROFILE_DISABLED"],
    ["serves no recordings", { serviceType: "voicexml" }, "ERR_MCP_PROFILE_DISABLED"],
    [
      "names a Storage Destination that does not exist here",
      { storageDestination: "http://webdav.example/recordings" },
      "ERR_MCP_STORAGE_DESTINATION_UNKNOWN",
    ],
  ])("refuse a profile that %s", async (_case, options, code) => {
    source.save(profileObject({ dbid: 202, ...options }))
    await expect(pin(202)).rejects.toMatchObject({ code, retryable: false })
  })

  it("accept the installation's own Storage Destination, with or without a slash", async () => {
    source.save(profileObject({ dbid: 202, storageDestination: `${STORAGE}/` }))
    expect((await pin(202)).dbid).toBe(202)
  })

  it("do not let one broken profile hide the others", async () => {
    const broken = profileObject({ dbid: 202 })
    source.save({
      ...broken,
      options: { ...broken.options, "gir.simulator": { "envelope-profile": "modem" } },
    })
    await expect(pin(202)).rejects.toMatchObject({ code: "ERR_CONFIG_PROFILE_INVALID" })
    expect((await pin(101)).dbid).toBe(101)
  })

  it("never go back to an older version", () => {
    profiles.put(profileObject({ version: 5 }))
    profiles.put(profileObject({ version: 4 }))
    expect(profiles.held().map(({ dbid, version }) => ({ dbid, version }))).toEqual([
      { dbid: 101, version: 5 },
    ])
  })

  it("share one request among calls that begin together, and none that began before", async () => {
    await follower.catchUp()
    const changes = vi.spyOn(source, "changes")
    await Promise.all(Array.from({ length: 50 }, () => follower.catchUp()))
    expect(changes.mock.calls.length).toBeLessThanOrEqual(2)
  })

  it("take the CA file option at start only, and show a pending restart", async () => {
    source.saveApplication(caFile("c:\\keystore\\ca_cert.pem"))
    await follower.catchUp()
    expect(mcpOptions.effective().caFilePath).toBe("c:\\keystore\\ca_cert.pem")
    source.saveApplication(caFile("c:\\keystore\\ca2.pem", 2))
    await follower.catchUp()
    expect(mcpOptions.effective().caFilePath).toBe("c:\\keystore\\ca_cert.pem")
    expect(mcpOptions.restartOptions()).toEqual([
      {
        section: "mpc",
        option: "mediamgr.CA_file",
        configured: "c:\\keystore\\ca2.pem",
        effective: "c:\\keystore\\ca_cert.pem",
        isRestartPending: true,
      },
    ])
  })

  it("arrive without any call, by the change feed", async () => {
    const stop = new AbortController()
    let following: Promise<void> = Promise.resolve()
    await new Promise<void>((resolve) => {
      following = follower.follow(stop.signal, resolve)
    })
    source.save(profileObject({ version: 4 }))
    await vi.waitFor(() => {
      expect(profiles.held().map(({ dbid, version }) => ({ dbid, version }))).toEqual([
        { dbid: 101, version: 4 },
      ])
    })
    stop.abort()
    await follower.stop()
    await following
    expect(logger.lines.filter(({ level }) => level === "warn")).toEqual([])
  })

  it("are loaded once the Configuration Server comes up, however late", async () => {
    source.isAway = true
    const stop = new AbortController()
    let isLoaded = false
    const following = follower.follow(stop.signal, () => {
      isLoaded = true
    })
    await vi.waitFor(() => {
      expect(logger.lines).toHaveLength(1)
    })
    expect(isLoaded).toBe(false)
    source.isAway = false
    await vi.waitFor(() => {
      expect(isLoaded).toBe(true)
    })
    stop.abort()
    await follower.stop()
    await following
  })
})
