import { describe, expect, it } from "vitest"
import { decryptRc2Cbc } from "../src/rc2.ts"

describe("RC2", () => {
  // RFC 2268 §5, where key and effective key have the same bits. The IV turns the expected block into
  // eight octets of 8, which is padding and nothing else.
  it.each([
    ["8 octets", "ffffffffffffffff", "278b27e42e2f0d49", "ffffffffffffffff"],
    ["8 octets", "3000000000000000", "30649edf9be7d2c2", "1000000000000001"],
    ["16 octets", "88bca90e90875a7f0f79c384627bafb2", "2269552ab0f85ca6", "0000000000000000"],
  ])("decrypts the vectors of its RFC: %s", (...columns) => {
    const [, key, block, expected] = columns
    const ciphertext = Buffer.from(block, "hex")
    const iv = Buffer.from(expected, "hex").map((octet) => octet ^ 8)
    const clear = decryptRc2Cbc(ciphertext, { key: Buffer.from(key, "hex"), iv })
    expect(clear).toEqual(Buffer.alloc(0))
  })

  it("tells what is not padded, or not whole blocks, by null", () => {
    const key = Buffer.alloc(5)
    const iv = Buffer.alloc(8)
    expect(decryptRc2Cbc(Buffer.alloc(0), { key, iv })).toBeNull()
    expect(decryptRc2Cbc(Buffer.alloc(7), { key, iv })).toBeNull()
    expect(decryptRc2Cbc(Buffer.alloc(8, 3), { key, iv })).toBeNull()
  })
})
