import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { probeMedia } from "@gir/media"
import { receiptOf, startWorld, type RecordedCall } from "../harness/world.ts"

let world: Awaited<ReturnType<typeof startWorld>>
let administrator: Awaited<ReturnType<typeof world.peers.logIn>>
let screenCertificateId: string

const DURATION_MS = 2_000

beforeAll(async () => {
  world = await startWorld()
  administrator = await world.peers.logIn()
  const screens = (await administrator.certificates()).find(({ issuedTo }) =>
    issuedTo.startsWith("Screens"),
  )
  screenCertificateId = screens?.id ?? ""
})

afterAll(() => world.close())

interface Combination {
  readonly isCallEncrypted: boolean
  readonly isScreenEncrypted: boolean
}

/** Records a call with its screen, each of them protected or not. */
async function recordBoth({
  isCallEncrypted,
  isScreenEncrypted,
}: Combination): Promise<RecordedCall> {
  await administrator.assignScreenCertificates(isScreenEncrypted ? [screenCertificateId] : [])
  const ivrProfileDbid = isCallEncrypted
    ? world.installation.ivrProfileDbid
    : await world.newProfile()
  const recorded = await world.record({
    ivrProfileDbid,
    screen: { source: { kind: "built-in" }, durationMs: DURATION_MS },
  })
  for (const [kind, isEncrypted] of [
    ["call", isCallEncrypted],
    ["screen", isScreenEncrypted],
  ] as const) {
    const { protection } = await receiptOf(world.peers, recorded.recordingId, kind)
    expect(protection !== null, kind).toBe(isEncrypted)
  }
  return recorded
}

async function expectBothPlayApart(recordingId: string): Promise<void> {
  expect(await world.play(recordingId, "call")).toMatchObject({ status: "plays" })
  expect(await world.play(recordingId, "screen")).toMatchObject({ status: "plays" })
}

describe("call and screen with the same protection", () => {
  it.each([true, false])("are muxed: both encrypted is %s", async (isEncrypted) => {
    const { recordingId, mux } = await recordBoth({
      isCallEncrypted: isEncrypted,
      isScreenEncrypted: isEncrypted,
    })
    expect(mux).toEqual({ status: "muxed" })
    const receipt = await receiptOf(world.peers, recordingId, "mux")
    expect(receipt.protection !== null).toBe(isEncrypted)
    expect(await world.play(recordingId, "mux")).toMatchObject({ status: "plays" })
    const url = await world.peers.webServices.mediaUri(recordingId, receipt.mediaId)
    const headers = await world.peers.cryptoServer.playbackHeaders(receipt.mediaId)
    const { streams } = await probeMedia({ url, headers })
    expect(streams.map(({ codecType }) => codecType).toSorted()).toEqual(["audio", "video"])
    await expectBothPlayApart(recordingId)
  })
})

describe("call and screen with different protection", () => {
  it.each([
    { isCallEncrypted: true, isScreenEncrypted: false },
    { isCallEncrypted: false, isScreenEncrypted: true },
  ])("are not muxed, and both play apart: %j", async (combination) => {
    const { recordingId, mux } = await recordBoth(combination)
    expect(mux).toMatchObject({ status: "refused", code: "ERR_MUX_MIXED_PROTECTION" })
    const { mediaFiles, eventHistory } = await world.peers.webServices.recording(recordingId)
    expect(mediaFiles.map(({ mediaId }) => mediaId).toSorted()).toEqual([
      `${recordingId}-call`,
      `${recordingId}-screen`,
    ])
    expect(eventHistory.filter(({ event }) => event === "mux-refused")).toEqual([
      expect.objectContaining({ code: "ERR_MUX_MIXED_PROTECTION" }),
    ])
    const stored = await world.storedFiles()
    expect(stored.filter((file) => file.includes(recordingId))).toHaveLength(2)
    await expectBothPlayApart(recordingId)
  })
})
