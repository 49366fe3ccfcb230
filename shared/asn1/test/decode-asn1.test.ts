import { isGirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import { decodeAsn1, encodeHeader, readHeader, readOctetString, toDer } from "../src/index.ts"

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex")
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("decodeAsn1", () => {
  it("gives every value its place in the whole input", () => {
    const node = decodeAsn1(hex("30 08 02 01 05 04 03 61 62 63"))
    const [integer, octets] = node.children
    expect(node).toMatchObject({ offset: 0, headerBytes: 2, contentBytes: 8, totalBytes: 10 })
    expect(integer).toMatchObject({ offset: 2, tagNumber: 2, totalBytes: 3, children: [] })
    expect(octets).toMatchObject({ offset: 5, tagNumber: 4, isConstructed: false })
    expect(toHex(octets!.content)).toBe("616263")
  })

  it("reads nested indefinite lengths and counts their end-of-contents octets", () => {
    const node = decodeAsn1(hex("30 80 24 80 04 01 61 04 02 62 63 00 00 00 00"))
    expect(node).toMatchObject({ isIndefinite: true, contentBytes: 11, totalBytes: 15 })
    expect(node.children[0]).toMatchObject({ offset: 2, contentBytes: 7, totalBytes: 11 })
    expect(toHex(readOctetString(node.children[0]!))).toBe("616263")
  })

  it("adds the base offset to every position", () => {
    const node = decodeAsn1(hex("30 03 02 01 05"), { baseOffset: 100 })
    expect(node.children[0]?.offset).toBe(102)
  })

  it("shares memory with the input and returns plain byte views for a Buffer", () => {
    const input = Buffer.from("0403616263", "hex")
    const { content } = decodeAsn1(input)
    expect(content.constructor).toBe(Uint8Array)
    expect(content.buffer).toBe(input.buffer)
  })

  it("reads high tag numbers and the four classes", () => {
    expect(decodeAsn1(hex("7f 21 02 05 00"))).toMatchObject({
      tagClass: "application",
      tagNumber: 33,
      headerBytes: 3,
    })
    expect(decodeAsn1(hex("c1 00")).tagClass).toBe("private")
    expect(decodeAsn1(hex("80 00")).tagClass).toBe("context")
  })

  it("leaves trailing bytes alone only when asked to", () => {
    const bytes = hex("05 00 ff")
    expect(decodeAsn1(bytes, { allowTrailing: true }).totalBytes).toBe(2)
    expect(refusal(bytes)).toMatch(/1 bytes follow/)
  })

  it.each([
    ["an empty input", "", /cut/],
    ["a header without its length", "30", /cut/],
    ["a length that promises more than there is", "04 05 61", /more than there is/],
    ["a child that sticks out of its parent", "30 03 04 02 61 62", /more than there is/],
    ["a primitive value of indefinite length", "04 80 00 00", /primitive/],
    ["an unclosed indefinite value", "30 80 05 00", /cut/],
    ["stray end-of-contents octets", "30 02 00 00", /none are due/],
    ["end-of-contents octets at the top", "00 00", /none are due/],
    ["end-of-contents octets with content", "30 80 00 01 00", /not 00 00/],
    ["a primitive sequence", "10 00", /primitive/],
    ["a reserved length octet", "04 ff 00", /too many octets/],
    ["a length beyond any file", "04 88 ff ff ff ff ff ff ff ff", /too large/],
    ["a tag number with a leading zero", "1f 80 81 00 00", /leading zero/],
    ["a small tag number in the long form", "1f 1e 00", /long form/],
    ["a tag number beyond reason", "1f ff ff ff 7f 00", /too large/],
  ])("refuses %s", (_name, bytes, message) => {
    expect(refusal(hex(bytes))).toMatch(message)
  })

  it.each([
    ["an indefinite length", "30 80 00 00", /indefinite/],
    ["a long form where the short one fits", "04 81 01 61", /shortest/],
    ["a length with a leading zero", `04 82 00 80 ${"61".repeat(128)}`, /shortest/],
  ])("accepts %s in BER and refuses it in DER", (_name, bytes, message) => {
    expect(decodeAsn1(hex(bytes)).totalBytes).toBe(hex(bytes).length)
    expect(refusal(hex(bytes), "der")).toMatch(message)
  })

  it("names the byte where it stopped", () => {
    expect(() => decodeAsn1(hex("30 04 05 00 04 05"))).toThrow(
      expect.objectContaining({ fields: { offset: 4 }, where: "byte 4" }),
    )
  })

  it("stops at 32 levels instead of at the end of the stack", () => {
    const nested = (depth: number): Uint8Array => hex("30 80".repeat(depth) + "00 00".repeat(depth))
    expect(decodeAsn1(nested(32)).totalBytes).toBe(128)
    expect(refusal(nested(33))).toMatch(/deeper than 32/)
    expect(refusal(hex("30 80".repeat(100_000)))).toMatch(/deeper than 32/)
  })

  it("bounds the number of values, so that a small file cannot claim much memory", () => {
    const nulls = Buffer.alloc(2 * 70_000)
    for (let at = 0; at < nulls.length; at += 2) nulls[at] = 5
    const bytes = Buffer.concat([encodeHeader(0x30, nulls.length), nulls])
    expect(refusal(bytes)).toMatch(/more than 65536 values/)
  })
})

describe("readHeader", () => {
  it("needs no content, only the header", () => {
    expect(readHeader(hex("24 84 7f ff ff ff"), 0)).toMatchObject({
      isConstructed: true,
      headerBytes: 6,
      contentBytes: 0x7fff_ffff,
    })
  })

  it.each(["", "24", "24 84", "24 84 7f ff ff", "3f", "3f 81"])(
    "answers null when %j may still become a header",
    (bytes) => {
      expect(readHeader(hex(bytes), 0)).toBeNull()
    },
  )
})

describe("toDer", () => {
  it.each([
    ["indefinite lengths", "30 80 05 00 00 00", "30 02 05 00"],
    ["long lengths", "04 83 00 00 01 61", "04 01 61"],
    ["a string in segments", "24 80 04 01 61 24 03 04 01 62 00 00", "04 02 61 62"],
    ["a character string in segments", "2c 06 04 01 61 04 01 62", "0c 02 61 62"],
    ["a bit string in segments", "23 08 03 02 00 aa 03 02 04 b0", "03 03 04 aa b0"],
    ["an unsorted set", "31 06 02 01 07 02 01 03", "31 06 02 01 03 02 01 07"],
    ["a sloppy TRUE", "01 01 01", "01 01 ff"],
  ])("rewrites %s", (_name, ber, der) => {
    expect(toHex(toDer(decodeAsn1(hex(ber))))).toBe(toHex(hex(der)))
  })
})

function refusal(bytes: Uint8Array, rules: "ber" | "der" = "ber"): string {
  try {
    decodeAsn1(bytes, { rules })
  } catch (error) {
    if (isGirError(error, "ERR_ASN1_MALFORMED")) return error.message
    throw error
  }
  return "accepted"
}
