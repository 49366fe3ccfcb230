import { describe, expect, it } from "vitest"
import { pseudorandom, syntheticLength } from "../src/implicit-rejection.ts"

/**
 * Rejection keys and messages from the vectors of OpenSSL 3.2 for a key of 2048 bits
 * (evppkey_rsa_common.txt, Apache-2.0); all of its vectors run in public-vectors.test.ts.
 */
const MODULUS_BYTES = 256
const VECTORS: readonly (readonly [string, string])[] = [
  ["e5822722913ee181b72f2e235e88f5a9cef7e036ecc068307f437138c5aabb70", "0f9b"],
  ["56694eeeb793e986fa1712c7d46ed071a6be0f9694a7cc122cad23e6b732f71c", "4f02"],
  ["df9667a8867dd891779469097f66f3c7b9f56142c4ccc991fa5c5eca34b3a741", "af9ac70191c92413cb9f2d"],
  ["b016dbcf94f32f00fc2675a6a44a3496d7c1a6a37ec16395fd36d57c8287314c", "a1f8c9255c35cfba403ccc"],
  ["6624fd738ee645e34e10003aa91b92a5a4841e0f356edc4a13f7c4ee148caefb", "e6d700309ca0ed62452254"],
  ["493afb4bcba06037892fe19aadab4753a45a3fd545234248940cdc974d8c63c5", "6f09a0b62699337c497b0b"],
]

describe("implicit rejection", () => {
  it.each(VECTORS)("derives from %s the message that OpenSSL derives", (keyHex, message) => {
    const key = Buffer.from(keyHex, "hex")
    const synthetic = pseudorandom({ key, label: "message", bytes: MODULUS_BYTES })
    const length = syntheticLength(key, MODULUS_BYTES)
    expect(synthetic.subarray(MODULUS_BYTES - length).toString("hex")).toBe(message)
  })

  it.each([0, 1, 31, 32, 33, 224, 255])("gives the same octets when asked from %i on", (from) => {
    const request = { key: Buffer.alloc(32, 7), label: "message", bytes: 256 } as const
    expect(pseudorandom({ ...request, from })).toEqual(pseudorandom(request).subarray(from))
  })

  it("looks at earlier candidates when none of the last sixteen fits", () => {
    const key = Buffer.alloc(32)
    // Found by trying: each candidate fits with one half only when the limit is a power of two.
    key.writeUInt32BE(194_938)
    const candidates = pseudorandom({ key, label: "length", bytes: 256 })
    const lengths = Array.from({ length: 128 }, (_, at) => candidates.readUInt16BE(at * 2) & 511)
    expect(Math.min(...lengths.slice(-16))).toBeGreaterThanOrEqual(256)
    const expected = lengths.findLast((length) => length < 256)
    expect(syntheticLength(key, 256 + 10)).toBe(expected)
  })
})
