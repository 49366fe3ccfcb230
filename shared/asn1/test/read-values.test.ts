import { describe, expect, it } from "vitest"
import * as asn1 from "../src/index.ts"

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex")
const node = (text: string): asn1.Asn1Node => asn1.decodeAsn1(hex(text))
const malformed = expect.objectContaining({ code: "ERR_ASN1_MALFORMED" })

describe("integers", () => {
  it.each([
    0n,
    1n,
    127n,
    128n,
    255n,
    256n,
    -1n,
    -128n,
    -129n,
    2n ** 64n,
    -(2n ** 64n),
    2n ** 2048n,
  ])("%s survives a round trip", (value) => {
    expect(asn1.readInteger(asn1.decodeAsn1(asn1.encodeInteger(value)))).toBe(value)
  })

  it("takes unsigned octets and gives them the sign octet that they need", () => {
    expect(Buffer.from(asn1.encodeInteger(hex("00 00 80"))).toString("hex")).toBe("02020080")
    expect(Buffer.from(asn1.encodeInteger(hex("00"))).toString("hex")).toBe("020100")
  })

  it("reads small ones as numbers and refuses large ones there", () => {
    expect(asn1.readSmallInteger(node("02 01 fe"))).toBe(-2)
    expect(asn1.readSmallInteger(node("02 04 7f ff ff ff"))).toBe(0x7fff_ffff)
    expect(() => asn1.readSmallInteger(node("02 05 01 00 00 00 00"))).toThrow(malformed)
  })

  it.each(["02 00", "02 02 00 7f", "02 02 ff 80", "04 01 05", "22 03 02 01 05"])(
    "refuses %s",
    (bytes) => {
      expect(() => asn1.readInteger(node(bytes))).toThrow(malformed)
    },
  )
})

describe("object identifiers", () => {
  it.each([
    ["1.2.840.113549.1.7.3", "06 09 2a 86 48 86 f7 0d 01 07 03"],
    ["2.5.29.14", "06 03 55 1d 0e"],
    ["2.999.3", "06 03 88 37 03"],
    ["0.39", "06 01 27"],
    ["2.25.329800735698586629295641978511506172918", null],
  ])("%s survives a round trip", (oid, bytes) => {
    const encoded = asn1.encodeOid(oid)
    if (bytes !== null) expect(Buffer.from(encoded)).toEqual(Buffer.from(hex(bytes)))
    expect(asn1.readOid(asn1.decodeAsn1(encoded))).toBe(oid)
  })

  it.each([
    "06 00",
    "06 02 2a 86",
    "06 02 80 01",
    "06 03 2a 80 01",
    `06 81 81 ${"01".repeat(129)}`,
  ])("refuses %s", (bytes) => {
    expect(() => asn1.readOid(node(bytes))).toThrow(malformed)
  })
})

describe("strings", () => {
  it.each([
    ["UTF8String", "0c 04 c3 a9 61 62", "éab"],
    ["PrintableString", "13 02 43 41", "CA"],
    ["IA5String", "16 03 61 40 62", "a@b"],
    ["TeletexString", "14 01 e9", "é"],
    ["BMPString", "1e 04 00 41 20 ac", "A€"],
    ["UniversalString", "1c 04 00 01 f4 00", "\u{1f400}"],
    ["a UTF8String in segments", "2c 06 04 01 c3 04 01 a9", "é"],
  ])("reads %s", (_name, bytes, text) => {
    expect(asn1.readString(node(bytes))).toBe(text)
  })

  it.each([
    ["a NUL inside a name", "0c 03 61 00 62"],
    ["invalid UTF-8", "0c 02 c3 28"],
    ["an overlong UTF-8 form", "0c 02 c0 af"],
    ["half a BMP character", "1e 03 00 41 00"],
    ["a surrogate in a BMPString", "1e 02 d8 00"],
    ["a point beyond Unicode", "1c 04 00 11 00 00"],
    ["eight bits in an IA5String", "16 01 e9"],
    ["a number", "02 01 05"],
  ])("refuses %s", (_name, bytes) => {
    expect(() => asn1.readString(node(bytes))).toThrow(malformed)
  })
})

describe("times", () => {
  it.each([
    ["17 0d 34 39 31 32 33 31 32 33 35 39 35 39 5a", "2049-12-31T23:59:59.000Z"],
    ["17 0d 35 30 30 31 30 31 30 30 30 30 30 30 5a", "1950-01-01T00:00:00.000Z"],
    ["18 0f 32 30 35 30 30 31 30 31 30 30 30 30 30 30 5a", "2050-01-01T00:00:00.000Z"],
    ["18 0f 30 30 30 31 30 31 30 31 30 30 30 30 30 30 5a", "0001-01-01T00:00:00.000Z"],
  ])("reads %s", (bytes, iso) => {
    expect(asn1.readTime(node(bytes)).toISOString()).toBe(iso)
  })

  it.each([
    ["the 30th of February", "260230000000Z"],
    ["hour 24", "260101240000Z"],
    ["no seconds", "2601010000Z"],
    ["an offset", "260101000000+0100"],
  ])("refuses %s", (_name, text) => {
    const bytes = asn1.encodeValue(asn1.TAG.utcTime, Buffer.from(text))
    expect(() => asn1.readTime(asn1.decodeAsn1(bytes))).toThrow(malformed)
  })
})

describe("octet strings, bit strings and the rest", () => {
  it("reads an IMPLICIT context tag as the type that the caller names", () => {
    expect(asn1.readOctetString(node("80 02 61 62"))).toEqual(new Uint8Array([0x61, 0x62]))
    expect(asn1.readSequence(node("a0 02 05 00"))).toHaveLength(1)
    expect(asn1.isContext(node("a3 00"), 3)).toBe(true)
  })

  it("joins the segments of a constructed string, also below an IMPLICIT tag", () => {
    const value = asn1.readOctetString(node("a0 80 04 01 61 24 80 04 02 62 63 00 00 00 00"))
    expect(Buffer.from(value).toString()).toBe("abc")
  })

  it("refuses a segment of another type", () => {
    expect(() => asn1.readOctetString(node("24 03 02 01 05"))).toThrow(malformed)
  })

  it("reads a bit string and its unused bits", () => {
    expect(asn1.readBitString(node("03 02 04 b0"))).toEqual({
      unusedBits: 4,
      bytes: new Uint8Array([0xb0]),
    })
  })

  it.each(["03 00", "03 01 04", "03 02 08 00", "23 08 03 02 04 b0 03 02 00 aa"])(
    "refuses the bit string %s",
    (bytes) => {
      expect(() => asn1.readBitString(node(bytes))).toThrow(malformed)
    },
  )

  it("reads a BOOLEAN of exactly one octet", () => {
    expect(asn1.readBoolean(node("01 01 ff"))).toBe(true)
    expect(asn1.readBoolean(asn1.decodeAsn1(asn1.encodeBoolean(false)))).toBe(false)
    expect(() => asn1.readBoolean(node("01 02 ff ff"))).toThrow(malformed)
  })

  it("says what it wanted and what it found", () => {
    expect(() => asn1.readSet(node("30 00"))).toThrow("expected SET, found tag 16")
  })
})

describe("encoders", () => {
  it("writes the shortest length at every border", () => {
    const lengths = [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32, 2 ** 40]
    expect(
      lengths.map((length) => Buffer.from(asn1.encodeHeader(4, length)).toString("hex")),
    ).toEqual([
      "0400",
      "047f",
      "048180",
      "0481ff",
      "04820100",
      "0482ffff",
      "0483010000",
      "04850100000000",
      "0486010000000000",
    ])
  })

  it("sorts a SET OF and leaves a SEQUENCE in order", () => {
    const parts = [asn1.encodeInteger(7), asn1.encodeInteger(3)]
    expect(asn1.encodeSet(...parts)).toEqual(asn1.encodeSet(...parts.toReversed()))
    expect(Buffer.from(asn1.encodeSequence(...parts)).toString("hex")).toBe("3006020107020103")
  })

  it("writes context tags of both kinds", () => {
    const inner = asn1.encodeUtf8String("é")
    expect(Buffer.from(asn1.encodeContext(1, inner, { constructed: true })).toString("hex")).toBe(
      "a1040c02c3a9",
    )
    expect(
      Buffer.from(asn1.encodeContext(0, hex("61"), { constructed: false })).toString("hex"),
    ).toBe("800161")
  })
})
