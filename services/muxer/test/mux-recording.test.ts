import { mkdtemp, readFile, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { pathToFileURL } from "node:url"
import { mediaIdOf, type MediaReceipt, type Protection } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { builtInCallPath, captureCall, captureScreen, probeMedia } from "@gir/media"
import { silentLogger } from "@gir/service-kit"
import { manualClock, noFaults } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { muxRecording } from "../src/mux-recording.ts"
import { muxerParts } from "../src/muxer-parts.ts"
import { playbackClient, type PlaybackClient } from "../src/playback-client.ts"
import { recordingsClient, type RecordingsClient } from "../src/recordings-client.ts"
import { RECORDING_ID, rcsPeer, rwsPeer, TOKEN, type RcsPeer, type RwsPeer } from "./peers.ts"
import { callReceipt, protectedFor, screenReceipt } from "./receipts.ts"

const NOW = new Date("2026-12-01T10:20:00.000Z")
const CALL_ID = mediaIdOf(RECORDING_ID, "call")
const SCREEN_ID = mediaIdOf(RECORDING_ID, "screen")

describe("muxing a recording", () => {
  let sound: { bytes: Buffer; durationMs: number }
  let picture: { bytes: Buffer; durationMs: number }
  let certificates: Certificate[]
  let folder: string
  let storage: StorageDestination
  let rwsServer: RwsPeer
  let rcsServer: RcsPeer
  let rws: RecordingsClient
  let rcs: PlaybackClient

  beforeAll(async () => {
    const call = await captureCall({
      source: { kind: "file", path: builtInCallPath() },
      type: "audio/wav",
      channels: "keep",
      pace: "fast",
    })
    sound = { bytes: await buffer(call.stream), durationMs: call.durationMs }
    const screen = await captureScreen({
      source: { kind: "built-in" },
      recordingId: RECORDING_ID,
      agentId: "agent-7",
      durationMs: Math.round(call.durationMs),
      startTime: NOW,
    })
    picture = { bytes: await buffer(screen.stream), durationMs: screen.durationMs }
    const { privateKey } = await generateKeyPair(2_048)
    certificates = ["A", "B"].map(
      (commonName) =>
        issueCertificate({
          subject: { commonName },
          role: "recording",
          issuer: "self",
          privateKey,
          // Long expired: for a mux of what was recorded in its time that does not matter.
          notBefore: new Date("2020-01-01T00:00:00.000Z"),
          notAfter: new Date("2021-01-01T00:00:00.000Z"),
        }).certificate,
    )
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-muxer-"))
    storage = openStorageDestination(pathToFileURL(folder).href)
    rwsServer = await rwsPeer()
    rcsServer = await rcsPeer()
    rws = recordingsClient({ rwsUrl: rwsServer.url, serviceToken: TOKEN, contactCenterId: "abc" })
    rcs = playbackClient({ rcsUrl: rcsServer.url, serviceToken: TOKEN })
    rcsServer.media.set(CALL_ID, { type: "audio/wav", bytes: sound.bytes })
    rcsServer.media.set(SCREEN_ID, { type: "video/mp4", bytes: picture.bytes })
    for (const one of certificates) rcsServer.certificates.set(one.sha256, one)
  })
  afterEach(async () => {
    await Promise.all([rws.close(), rcs.close(), rwsServer.close(), rcsServer.close()])
    await rm(folder, { recursive: true })
  })
  afterAll(() => {
    sound.bytes.fill(0)
  })

  const given = (call: Protection | null, screen: Protection | null): void => {
    rwsServer.receipts = [
      callReceipt({ durationMs: sound.durationMs, protection: call }),
      screenReceipt({ durationMs: picture.durationMs, protection: screen }),
    ]
  }
  const mux = (options: { attempt?: number; signal?: AbortSignal } = {}) => {
    const context = {
      name: "muxer-1",
      clock: manualClock(NOW),
      faults: noFaults,
      logger: silentLogger,
    }
    const { attempt = 1, signal = new AbortController().signal } = options
    const parts = muxerParts({ context, storage, rws, rcs })
    return muxRecording({ recordingId: RECORDING_ID }, parts, { attempt, signal })
  }
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  const muxed = (): MediaReceipt => {
    const receipt = rwsServer.receipts.find(({ kind }) => kind === "mux")
    if (receipt === undefined) throw new Error("no receipt reached rws")
    return receipt
  }

  it("makes one file of a clear call and a clear screen, in clear", async () => {
    given(null, null)
    const reference = await mux()
    const receipt = muxed()
    expect(reference.storageKey).toBe(receipt.storageKey)
    expect(receipt).toMatchObject({
      mediaId: `${RECORDING_ID}-mux`,
      fileName: `${RECORDING_ID}_mux.mp4`,
      protection: null,
      storedBytes: receipt.plaintextBytes,
      startTime: "2026-12-01T10:15:00.000Z",
    })
    const [file = ""] = await files()
    const { streams, durationMs } = await probeMedia({ path: file })
    expect(streams.map(({ codecType }) => codecType).toSorted()).toEqual(["audio", "video"])
    expect(streams.find(({ codecType }) => codecType === "video")?.codecName).toBe("h264")
    for (const inputMs of [sound.durationMs, picture.durationMs, receipt.durationMs]) {
      expect(Math.abs(durationMs - inputMs)).toBeLessThan(200)
    }
  })

  it.each(["classic", "modern"] as const)(
    "encrypts again to the call's recipients, under the call's %s envelope",
    async (envelopeProfile) => {
      const call = protectedFor(envelopeProfile, certificates)
      given(call, protectedFor("classic", certificates.slice(1)))
      await mux()
      expect(muxed().protection).toEqual(call)
      expect(muxed().storageKey).toMatch(/_mux\.mp4\.p7m$/)
      const stored = await readFile((await files())[0] ?? "")
      expect(stored.length).toBe(muxed().segments.totalBytes)
      expect(stored.includes("ftyp")).toBe(false)
    },
  )

  it("leaves out a recipient whose certificate RCS holds no longer", async () => {
    given(protectedFor("classic", certificates), protectedFor("classic", certificates))
    rcsServer.certificates.delete(certificates[0]?.sha256 ?? "")
    await mux()
    expect(muxed().protection?.recipients.map(({ subject }) => subject)).toEqual(["B"])
  })

  it("refuses when RCS holds none of the call's certificates, and stores nothing", async () => {
    given(protectedFor("classic", certificates), protectedFor("classic", certificates))
    rcsServer.certificates.clear()
    await expect(mux()).rejects.toMatchObject({ code: "ERR_MUX_NO_RECIPIENT" })
    expect(await files()).toEqual([])
  })

  it.each([
    ["an encrypted call with a clear screen", true, false],
    ["a clear call with an encrypted screen", false, true],
  ])("refuses %s, visibly and once, and asks RCS nothing", async (_case, isCall, isScreen) => {
    const protection = protectedFor("classic", certificates)
    given(isCall ? protection : null, isScreen ? protection : null)
    await expect(mux()).rejects.toMatchObject({ code: "ERR_MUX_MIXED_PROTECTION" })
    await expect(mux()).rejects.toMatchObject({ code: "ERR_MUX_MIXED_PROTECTION" })
    expect(rwsServer.events).toEqual([
      {
        event: "mux-refused",
        occurredAt: NOW.toISOString(),
        code: "ERR_MUX_MIXED_PROTECTION",
        message: expect.stringContaining("both still play apart"),
      },
    ])
    expect(rcsServer.requests).toEqual([])
    expect(await files()).toEqual([])
  })

  it.each([
    ["call", CALL_ID],
    ["screen", SCREEN_ID],
  ])("names the %s when its key is missing at RCS", async (part, mediaId) => {
    given(protectedFor("classic", certificates), protectedFor("classic", certificates))
    const media = rcsServer.media.get(mediaId)
    if (media !== undefined) {
      media.fault = new GirError("ERR_RCS_KEY_NOT_FOUND", "RCS holds no key for this recording", {
        fields: { recipients: [{ serialNumber: "2A01" }] },
      })
    }
    await expect(mux()).rejects.toMatchObject({
      code: "ERR_RCS_KEY_NOT_FOUND",
      retryable: false,
      message: `the ${part} recording cannot be opened: RCS holds no key for this recording`,
      fields: { part, recipients: [{ serialNumber: "2A01" }] },
    })
    expect(await files()).toEqual([])
  })

  it.each([
    ["RCS", () => rcsServer.close()],
    ["rws", () => rwsServer.close()],
  ])("may be tried again while %s is away", async (_peer, stop) => {
    given(null, null)
    await stop()
    await expect(mux()).rejects.toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE", retryable: true })
    expect(await files()).toEqual([])
  })

  it("waits for a part that is not there yet", async () => {
    given(null, null)
    rwsServer.receipts = rwsServer.receipts.filter(({ kind }) => kind === "call")
    await expect(mux()).rejects.toMatchObject({
      code: "ERR_MUX_PART_MISSING",
      retryable: true,
      fields: { missing: "screen" },
    })
  })

  it("keeps one file when the same recording is muxed twice at the same time", async () => {
    given(null, null)
    const references = await Promise.all([mux(), mux()])
    const { storageKey } = muxed()
    expect(references.map((one) => one.storageKey)).toEqual([storageKey, storageKey])
    expect(await files()).toEqual([join(folder, storageKey)])
  })

  it("answers a repeated job with the file that is there", async () => {
    given(null, null)
    const first = await mux()
    rcsServer.requests.length = 0
    expect(await mux()).toEqual(first)
    expect(rcsServer.requests).toEqual([])
  })

  it("removes what a try stored that was killed before it tidied up", async () => {
    given(null, null)
    await mux()
    await storage.put(`${RECORDING_ID}/0badf00d/lost_mux.mp4`, Readable.from([Buffer.from("lost")]))
    await mux()
    expect(await files()).toEqual([join(folder, muxed().storageKey)])
  })

  it("removes its file when the recording was deleted meanwhile", async () => {
    given(null, null)
    rwsServer.isDeleted = true
    await expect(mux()).rejects.toMatchObject({ code: "ERR_RWS_RECORDING_DELETED" })
    expect(await files()).toEqual([])
  })

  it("takes a stream that breaks off for a fault of the moment, and stores nothing", async () => {
    given(null, null)
    const media = rcsServer.media.get(CALL_ID)
    if (media !== undefined) media.breaksOffAfter = 60_000
    await expect(mux()).rejects.toMatchObject({ retryable: true })
    expect(await files()).toEqual([])
  })

  it("believes at the third try that a part is damaged", async () => {
    given(null, null)
    rcsServer.media.set(SCREEN_ID, { type: "video/mp4", bytes: Buffer.alloc(50_000, "no film") })
    await expect(mux({ attempt: 1 })).rejects.toMatchObject({ code: "ERR_MUX_INTERRUPTED" })
    await expect(mux({ attempt: 3 })).rejects.toMatchObject({ retryable: false })
    expect(await files()).toEqual([])
  })

  it("stores nothing when it is given up", async () => {
    given(null, null)
    const stop = new AbortController()
    const muxing = mux({ signal: stop.signal })
    stop.abort()
    await expect(muxing).rejects.toMatchObject({ code: "ERR_MUX_INTERRUPTED", retryable: true })
    expect(await files()).toEqual([])
  })
})
