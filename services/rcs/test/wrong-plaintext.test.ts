import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { buffer } from "node:stream/consumers"
import { Readable } from "node:stream"
import type { MediaReceipt } from "@gir/contracts"
import { builtInCallPath, fingerprintOf } from "@gir/media"
import { openFaults } from "@gir/sim"
import { beforeAll, describe, expect, it } from "vitest"
import { perhapsWrongContent, perhapsWrongProof } from "../src/wrong-plaintext.ts"
import { issue, type TestPair } from "./pki.ts"
import { playbackHeader, startRcs, store, upload, uploadOf } from "./rcs-harness.ts"

const MEDIA_ID = `${"A".repeat(32)}-call`
const call = readFileSync(builtInCallPath())
const struck = () => openFaults({ seed: 1, remembered: [{ name: "rcs.wrong-plaintext" }] })

let pair: TestPair
beforeAll(async () => {
  pair = await issue()
})

describe("rcs.wrong-plaintext", () => {
  it("plays another sound of the same length and format, whatever range is asked for", async () => {
    const receipt = { mediaId: MEDIA_ID, plaintextBytes: call.length } as MediaReceipt
    const wrong = (from: number) =>
      buffer(perhapsWrongContent(Readable.from([call.subarray(from)]), { receipt, from }, struck()))
    const whole = await wrong(0)
    expect(whole.length).toBe(call.length)
    expect((await wrong(1_000)).equals(whole.subarray(1_000))).toBe(true)
    const [right, other] = [await fingerprint(call), await fingerprint(whole)]
    expect({ ...other, sha256: "" }).toEqual({ ...right, sha256: "" })
    expect(other.sha256).not.toBe(right.sha256)
  })

  it("answers a player with 200 and the promised length", async () => {
    const rcs = await startRcs({ faults: struck() })
    await upload(rcs.app, uploadOf(pair))
    const { mediaId } = store(rcs.rws, call, [pair])
    const headers = await playbackHeader(rcs.app, mediaId)
    const answer = await rcs.app.inject({ url: `/rcs/media/${mediaId}`, headers })
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, call.length])
    expect(answer.rawPayload.equals(call)).toBe(false)
  })

  it("proves another sound, and names the key as if all were well", () => {
    const sha256 = createHash("sha256").update("x").digest("hex")
    const proof = {
      mediaId: MEDIA_ID,
      plaintextBytes: 1,
      fingerprint: { kind: "bytes" as const, sha256, byteCount: 1 },
      openedBy: "01",
    }
    const wrong = perhapsWrongProof(proof, struck())
    expect({ ...wrong, fingerprint: null }).toEqual({ ...proof, fingerprint: null })
    expect(wrong.fingerprint).not.toEqual(proof.fingerprint)
  })
})

const fingerprint = async (bytes: Buffer) =>
  (await fingerprintOf(Readable.from([bytes]), "audio/wav")).fingerprint
