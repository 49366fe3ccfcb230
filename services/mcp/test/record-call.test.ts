import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readFile, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import type { ProcessRecording, RecordCall } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { builtInCallPath, fingerprintOf } from "@gir/media"
import type { Jobs } from "@gir/queue"
import type { StorageDestination } from "@gir/storage"
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { McpParts } from "../src/mcp-parts.ts"
import { recordCall } from "../src/record-call.ts"
import { aborting, failingAfter } from "./interrupted-bodies.ts"
import { CA_FILE, openMcpWorld, type McpWorld } from "./mcp-world.ts"
import type { MemoryConfigSource } from "./memory-config-source.ts"
import { NOW, testPki, type TestPki } from "./pki.ts"
import { profileObject, type ProfileOptions } from "./profiles.ts"
import type { RecordingLogger } from "./recording-logger.ts"

const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"

const call: RecordCall = {
  recordingId: RECORDING_ID,
  ivrProfileDbid: 101,
  callerPhoneNumber: "+15551230001",
  dialedPhoneNumber: "8005550100",
  agentId: "agent-7",
  connectionId: "00ab01cd",
  source: { kind: "built-in" },
  channels: "keep",
  pace: "fast",
}

describe("recording a call", () => {
  let pki: TestPki
  let world: McpWorld
  let base: string
  let storage: StorageDestination
  let jobs: Jobs
  let source: MemoryConfigSource
  let logger: RecordingLogger
  let parts: McpParts
  let assemble: McpWorld["assemble"]

  beforeAll(async () => {
    pki = await testPki()
  })
  beforeEach(async () => {
    world = await openMcpWorld(pki.bundle)
    ;({ base, storage, jobs, source, logger, assemble } = world)
    parts = assemble()
  })
  afterEach(() => world.remove())

  const saveProfile = (options: ProfileOptions = {}): void =>
    source.save(profileObject({ caFilePath: CA_FILE, ...options }))
  const record = (
    over: Partial<RecordCall> = {},
    options: { parts?: McpParts; signal?: AbortSignal } = {},
  ) =>
    recordCall(
      { ...call, ...over },
      (options.parts ?? parts).recordCallDeps,
      options.signal ?? new AbortController().signal,
    )
  const handedOver = async (): Promise<ProcessRecording> => {
    const payload = await jobs.payload("process-recording", RECORDING_ID)
    if (payload === null) throw new Error("no process-recording job was added")
    return payload
  }
  const storedKeys = async (): Promise<string[]> => {
    const keys: string[] = []
    for await (const { key } of storage.list("")) keys.push(key)
    return keys
  }
  const filesOnDisk = async (): Promise<string[]> =>
    (await readdir(join(base, "store"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  const originalFingerprint = async () =>
    (await fingerprintOf(createReadStream(builtInCallPath()), "audio/wav")).fingerprint

  it("is given up without a trace also before the Storage Destination asks for its sound", async () => {
    saveProfile()
    const stop = new AbortController()
    const slow: StorageDestination = {
      ...storage,
      put: async (key, body) => {
        stop.abort()
        await setImmediate()
        return storage.put(key, body)
      },
    }
    const recording = record({}, { parts: assemble({ storage: slow }), signal: stop.signal })
    await expect(recording).rejects.toMatchObject({ code: "ERR_MCP_INTERRUPTED" })
    expect(await filesOnDisk()).toEqual([])
  })

  it.each(["at-start", "at-finalise"] as const)(
    "is given up when its job was lost before its sound was opened (%s)",
    async (recipientsChosen) => {
      saveProfile({ recipientsChosen })
      const given = AbortSignal.abort("the job's lock is lost")
      await expect(record({}, { signal: given })).rejects.toThrow(/given up|aborted/)
      expect(await filesOnDisk()).toEqual([])
    },
  )

  it("hands a call back that Resource Manager gave to another MCP, and takes its own", async () => {
    saveProfile()
    await expect(record({ mcp: "mcp-2" })).rejects.toMatchObject({
      code: "ERR_MCP_NOT_CHOSEN",
      retryable: true,
      fields: { retryInMs: 50 },
    })
    expect(await storedKeys()).toEqual([])
    await record({ mcp: parts.recordCallDeps.node })
    expect((await handedOver()).call.mcp).toBe(parts.recordCallDeps.node)
    expect(parts.recordCallDeps.calls.count()).toBe(0)
  })

  it.each(["classic", "modern"] as const)(
    "stores %s ciphertext, then hands over references and digests",
    async (envelopeProfile) => {
      const { pem, certificate } = pki.issue("Interaction Recording")
      saveProfile({ envelopeProfile, pems: [pem] })
      const reference = await record()
      const { call: described, media } = await handedOver()
      expect(reference).toEqual({
        mediaId: `${RECORDING_ID}-call`,
        storageKey: media.storageKey,
        storedBytes: media.storedBytes,
      })
      expect(await storedKeys()).toEqual([media.storageKey])
      expect(media.storageKey).toMatch(
        new RegExp(`^${RECORDING_ID}/[0-9a-f]{8}/${RECORDING_ID}_2026-12-01_10-15-00\\.wav\\.p7m$`),
      )
      expect(media.fileName).toBe(`${RECORDING_ID}_2026-12-01_10-15-00.wav`)
      expect(media.fingerprint).toEqual(await originalFingerprint())
      expect(media.protection).toEqual({
        container: "pkcs7",
        envelopeProfile,
        cipher: envelopeProfile === "classic" ? "aes256-cbc" : "aes256-gcm",
        recipients: [
          {
            issuer: certificate.issuer.rfc4514,
            serialNumber: certificate.serialNumber,
            subject: "Interaction Recording",
            certificateSha256: certificate.sha256,
          },
        ],
      })
      expect(media.startTime).toBe("2026-12-01T10:15:00.000Z")
      const lengthMs = Date.parse(media.stopTime) - Date.parse(media.startTime)
      expect(lengthMs).toBe(Math.round(media.durationMs))
      expect(described).toMatchObject({
        mcp: "mcp-1",
        tenant: "Environment",
        ivrProfileVersion: 1,
        startTime: media.startTime,
        stopTime: media.stopTime,
      })
    },
  )

  it("digests exactly the bytes that it stored, and none of them is plaintext", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    await record()
    const { media } = await handedOver()
    const stored = await readFile((await filesOnDisk())[0] ?? "")
    const { segmentBytes, digests, totalBytes } = media.segments
    expect(totalBytes).toBe(stored.length)
    expect(media.storedBytes).toBe(stored.length)
    for (const [index, digest] of digests.entries()) {
      const segment = stored.subarray(index * segmentBytes, (index + 1) * segmentBytes)
      expect(createHash("sha256").update(segment).digest("hex")).toBe(digest)
    }
    const original = await readFile(builtInCallPath())
    expect(stored.includes(original.subarray(4_000, 4_064))).toBe(false)
  })

  it("stores the call in clear when the profile has no certificate", async () => {
    saveProfile()
    await record()
    const { media } = await handedOver()
    expect(media).toMatchObject({ protection: null, storedBytes: media.plaintextBytes })
    expect(media.storageKey).toMatch(/\.wav$/)
    const played = createReadStream((await filesOnDisk())[0] ?? "")
    expect((await fingerprintOf(played, "audio/wav")).fingerprint).toEqual(media.fingerprint)
  })

  it("writes mp3 when the profile says so", async () => {
    saveProfile({ mimeType: "audio/mp3", pems: [pki.issue("A").pem] })
    await record()
    const { media } = await handedOver()
    expect(media).toMatchObject({ type: "audio/mp3", fingerprint: { kind: "bytes" } })
    expect(media.storageKey).toMatch(/\.mp3\.p7m$/)
    expect(media.durationMs).toBeGreaterThan(1_000)
  })

  it("encrypts to the usable certificates and names the others in the log", async () => {
    const old = pki.issue("Old", { notAfter: new Date("2026-11-30T00:00:00.000Z") })
    saveProfile({ pems: [old.pem, pki.issue("New").pem] })
    await record()
    const { media } = await handedOver()
    expect(media.protection?.recipients.map(({ subject }) => subject)).toEqual(["New"])
    const [warning] = logger.lines.filter(({ level }) => level === "warn")
    expect(warning?.fields["leftOut"]).toMatchObject([{ code: "ERR_X509_CERTIFICATE_EXPIRED" }])
  })

  it.each([
    ["at-start", "A"],
    ["at-finalise", "B"],
  ] as const)(
    "chooses the recipients of a call in progress %s: %s",
    async (recipientsChosen, name) => {
      saveProfile({ recipientsChosen, pems: [pki.issue("A").pem] })
      const { captureAudio } = parts.recordCallDeps
      const cutOver: typeof captureAudio = async (...given) => {
        saveProfile({ recipientsChosen, pems: [pki.issue("B").pem], version: 2 })
        return captureAudio(...given)
      }
      const changing = {
        ...parts,
        recordCallDeps: { ...parts.recordCallDeps, captureAudio: cutOver },
      }
      await record({}, { parts: changing })
      const { media } = await handedOver()
      expect(media.protection?.recipients.map(({ subject }) => subject)).toEqual([name])
      expect(media.fingerprint).toEqual(await originalFingerprint())
    },
  )

  it("refuses with an alarm, and stores nothing, when no certificate is usable", async () => {
    const old = pki.issue("Old", { notAfter: new Date("2026-11-30T00:00:00.000Z") })
    saveProfile({ pems: [old.pem] })
    await expect(record()).rejects.toMatchObject({ code: "ERR_MCP_NO_USABLE_RECIPIENT" })
    expect(await filesOnDisk()).toEqual([])
    expect(await jobs.payload("process-recording", RECORDING_ID)).toBeNull()
    const [alarm] = logger.lines.filter(({ fields }) => fields["alarm"] === true)
    expect(alarm).toMatchObject({
      level: "error",
      fields: {
        code: "ERR_MCP_NO_USABLE_RECIPIENT",
        node: "mcp-1",
        at: NOW.toISOString(),
        clockOffsetMs: 0,
        leftOut: [{ option: "certificates-1" }],
      },
    })
  })

  it("under `continue` encrypts to the expired certificate, with an alarm", async () => {
    const old = pki.issue("Old", { notAfter: new Date("2026-11-30T00:00:00.000Z") })
    saveProfile({ pems: [old.pem], noUsableRecipient: "continue" })
    await record()
    expect((await handedOver()).media.protection?.recipients).toHaveLength(1)
    expect(logger.lines.some(({ fields }) => fields["alarm"] === true)).toBe(true)
  })

  it("keeps one media file when the same call is recorded twice at the same time", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const references = await Promise.all([record(), record(), record()])
    const { media } = await handedOver()
    expect(new Set(references.map(({ storageKey }) => storageKey))).toEqual(
      new Set([media.storageKey]),
    )
    expect(await filesOnDisk()).toHaveLength(1)
    expect(await storedKeys()).toEqual([media.storageKey])
  })

  it("answers a repeated job with the first media file, without recording again", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const first = await record()
    source.remove(101)
    expect(await record()).toEqual(first)
  })

  it("keeps the object while it is not known whether the hand-over was kept", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const losingAnswers: Jobs = {
      ...jobs,
      add: async (name, payload) => {
        await jobs.add(name, payload)
        throw new GirError("ERR_DATABASE_UNAVAILABLE", "the connection broke")
      },
    }
    await expect(record({}, { parts: assemble({ jobs: losingAnswers }) })).rejects.toMatchObject({
      code: "ERR_DATABASE_UNAVAILABLE",
    })
    const { media } = await handedOver()
    expect(await storedKeys()).toEqual([media.storageKey])
    expect((await record()).storageKey).toBe(media.storageKey)
  })

  it("removes what an earlier try left when that try was never handed over", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const away: Jobs = {
      ...jobs,
      add: async () => {
        throw new GirError("ERR_DATABASE_UNAVAILABLE", "the database is away")
      },
    }
    await expect(record({}, { parts: assemble({ jobs: away }) })).rejects.toThrow("away")
    const reference = await record()
    expect(await storedKeys()).toEqual([reference.storageKey])
  })

  it("does not touch screen and mux of the same recording", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const bytes = async function* () {
      yield new Uint8Array(1)
    }
    const others = [`${RECORDING_ID}/00000001/s.mp4.p7m`, `${RECORDING_ID}/00000002/c_mux.mp4`]
    for (const key of others) await storage.put(key, bytes())
    const reference = await record()
    expect((await storedKeys()).toSorted()).toEqual([...others, reference.storageKey].toSorted())
  })

  it("leaves nothing when the Storage Destination fills up in the middle", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const full: StorageDestination = {
      ...storage,
      put: (key, body) =>
        storage.put(key, failingAfter(body, new GirError("ERR_STORAGE_FULL", "the disk is full"))),
    }
    await expect(record({}, { parts: assemble({ storage: full }) })).rejects.toMatchObject({
      code: "ERR_STORAGE_FULL",
    })
    expect(await filesOnDisk()).toEqual([])
    expect(await jobs.payload("process-recording", RECORDING_ID)).toBeNull()
  })

  it("leaves nothing when it is stopped in the middle", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const stop = new AbortController()
    const stopping: StorageDestination = {
      ...storage,
      put: (key, body) => storage.put(key, aborting(body, stop)),
    }
    const recording = record({}, { parts: assemble({ storage: stopping }), signal: stop.signal })
    await expect(recording).rejects.toMatchObject({ code: "ERR_MCP_INTERRUPTED", retryable: true })
    expect(await filesOnDisk()).toEqual([])
  })

  it.each([
    ["does not exist", null, "ERR_MEDIA_FILE_NOT_FOUND"],
    ["is empty", "", "ERR_MEDIA_EMPTY"],
    ["is a text named .wav", "hello, this is not sound\n".repeat(10), "ERR_MEDIA_UNKNOWN_FORMAT"],
  ])("refuses a source that %s, and stores nothing", async (_case, text, code) => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const path = join(base, "source.wav")
    if (text !== null) await writeFile(path, text)
    await expect(record({ source: { kind: "file", path } })).rejects.toMatchObject({
      code,
      retryable: false,
    })
    expect(await filesOnDisk()).toEqual([])
  })

  it("stores nothing of a cut WAV", async () => {
    saveProfile({ pems: [pki.issue("A").pem] })
    const path = join(base, "cut.wav")
    await writeFile(path, (await readFile(builtInCallPath())).subarray(0, 50_000))
    await expect(record({ source: { kind: "file", path } })).rejects.toMatchObject({
      code: "ERR_MEDIA_CUT",
    })
    expect(await filesOnDisk()).toEqual([])
  })

  it("records without the alert tone, and says so, when the tone cannot be played", async () => {
    await writeFile(join(base, "node/tone.wav"), "no tone")
    saveProfile({ alertToneSource: "/tone.wav", pems: [pki.issue("A").pem] })
    await record()
    expect((await handedOver()).media.fingerprint).toEqual(await originalFingerprint())
    expect(logger.lines).toContainEqual(
      expect.objectContaining({
        level: "warn",
        fields: expect.objectContaining({ source: "/tone.wav" }),
      }),
    )
  })

  it("puts the alert tone of the node's root into the call", async () => {
    await writeFile(join(base, "node/tone.wav"), await readFile(builtInCallPath()))
    saveProfile({ alertToneSource: "file:///tone.wav", pems: [pki.issue("A").pem] })
    await record()
    expect((await handedOver()).media.fingerprint).not.toEqual(await originalFingerprint())
    expect(logger.lines.filter(({ level }) => level === "warn")).toEqual([])
  })
})
