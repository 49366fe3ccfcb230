import { readFileSync } from "node:fs"
import { Readable } from "node:stream"
import { builtInCallPath, fingerprintOf } from "@gir/media"
import { beforeAll, describe, expect, it } from "vitest"
import { verifyPlayback } from "../src/verify-playback.ts"
import { issue, type TestPair } from "./pki.ts"
import { startRcs, store, upload, uploadOf, type Rcs } from "./rcs-harness.ts"

const call = readFileSync(builtInCallPath())

let pair: TestPair
beforeAll(async () => {
  pair = await issue()
})

/** The built-in call, stored as WAV. */
function storeCall(rcs: Rcs, recipients: readonly TestPair[]): string {
  const { mediaId } = store(rcs.rws, call, recipients)
  const media = rcs.rws.media.get(mediaId)!
  rcs.rws.media.set(mediaId, { ...media, receipt: { ...media.receipt, type: "audio/wav" } })
  return mediaId
}

const verify = (rcs: Rcs, mediaId: string, signal = new AbortController().signal) =>
  verifyPlayback({ mediaId, runId: "test" }, signal, rcs.parts)

describe("the job verify-playback", () => {
  it("answers with the fingerprint of what was recorded, and names the key", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(pair))
    const mediaId = storeCall(rcs, [pair])
    const { fingerprint } = await fingerprintOf(Readable.from([call]), "audio/wav")
    expect(await verify(rcs, mediaId)).toEqual({
      mediaId,
      plaintextBytes: call.length,
      fingerprint,
      openedBy: pair.certificate.serialNumber,
    })
  })

  it("names no key for a clear recording", async () => {
    const rcs = await startRcs()
    const proof = await verify(rcs, storeCall(rcs, []))
    expect(proof).toMatchObject({ openedBy: null, fingerprint: { kind: "pcm16", channels: 2 } })
  })

  it("compares with what an earlier recorder took of the sound", async () => {
    const rcs = await startRcs()
    const mediaId = storeCall(rcs, [])
    const media = rcs.rws.media.get(mediaId)!
    const kind = "pcm"
    const { fingerprint } = await fingerprintOf(Readable.from([call]), "audio/wav", { kind })
    rcs.rws.media.set(mediaId, { ...media, receipt: { ...media.receipt, fingerprint } })
    expect((await verify(rcs, mediaId)).fingerprint).toEqual(fingerprint)
    expect(fingerprint.kind).toBe(kind)
  })

  it("fails for good when the key is not held", async () => {
    const rcs = await startRcs()
    await expect(verify(rcs, storeCall(rcs, [pair]))).rejects.toMatchObject({
      code: "ERR_RCS_KEY_NOT_FOUND",
      retryable: false,
    })
  })

  it("fails when a stored byte was changed, and when the clear length is another", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(pair))
    const changed = storeCall(rcs, [pair])
    rcs.rws.media.get(changed)!.stored[100_000]! ^= 1
    await expect(verify(rcs, changed)).rejects.toMatchObject({ code: "ERR_CMS_SEGMENT_DIGEST" })
    const other = storeCall(rcs, [pair])
    const media = rcs.rws.media.get(other)!
    const receipt = { ...media.receipt, plaintextBytes: call.length + 1 }
    rcs.rws.media.set(other, { ...media, receipt })
    await expect(verify(rcs, other)).rejects.toMatchObject({ code: "ERR_RCS_LENGTH_MISMATCH" })
  })

  it("stops reading when the job is given up", async () => {
    const rcs = await startRcs()
    const mediaId = storeCall(rcs, [])
    rcs.rws.stallAfterBytes = 65_536
    const giveUp = new AbortController()
    const verifying = verify(rcs, mediaId, giveUp.signal)
    const failed = expect(verifying).rejects.toThrow()
    await expect
      .poll(() => rcs.rws.contentRequests.at(-1)?.sentBytes ?? 0, { timeout: 5_000 })
      .toBeGreaterThan(0)
    giveUp.abort()
    await failed
    expect(await rcs.rws.contentRequests.at(-1)!.ended).toBe("cut")
  })
})
