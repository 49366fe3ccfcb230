import { encodeOid, encodeSequence, encodeSet, encodeUtf8String, encodeValue, TAG } from "@gir/asn1"
import { decodeDistinguishedName, isSameName } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { expectCode } from "./expect-code.ts"

type Attribute = readonly [oid: string, value: string | Uint8Array]

const CN = "2.5.4.3"
const O = "2.5.4.10"
const OU = "2.5.4.11"
const EMAIL = "1.2.840.113549.1.9.1"

function attribute([oid, value]: Attribute): Uint8Array {
  const der = typeof value === "string" ? encodeUtf8String(value) : value
  return encodeSequence(encodeOid(oid), der)
}

function name(...relativeNames: readonly (readonly Attribute[])[]) {
  const sets = relativeNames.map((attributes) => encodeSet(...attributes.map(attribute)))
  return decodeDistinguishedName(encodeSequence(...sets))
}

function printable(text: string): Uint8Array {
  return encodeValue(TAG.printableString, Buffer.from(text))
}

describe("a distinguished name", () => {
  it("prints as RFC 4514 from the last name, and as the panel does from the first", () => {
    const dn = name(
      [["2.5.4.6", "CA"]],
      [[O, "Monster & Sons, Inc."]],
      [[CN, "Cert1 User"]],
      [[EMAIL, "c@x"]],
    )
    expect(dn.rfc4514).toBe("emailAddress=c@x,CN=Cert1 User,O=Monster & Sons\\, Inc.,C=CA")
    expect(dn.display).toBe("C=CA,O=Monster & Sons\\, Inc.,CN=Cert1 User,E=c@x")
    expect(dn).toMatchObject({ commonName: "Cert1 User", email: "c@x" })
  })

  it.each([
    ['a"b+c;d<e>f\\', 'CN=a\\"b\\+c\\;d\\<e\\>f\\\\'],
    ["#1", "CN=\\#1"],
    [" both ends ", "CN=\\ both ends\\ "],
    ["line\nbreak", "CN=line\\0Abreak"],
    ["next\u0085line", "CN=next\\C2\\85line"],
    ["Łódź", "CN=Łódź"],
  ])("escapes %j", (value, printed) => {
    expect(name([[CN, value]]).rfc4514).toBe(printed)
  })

  it("prints an unknown attribute by its number and its bytes", () => {
    expect(name([["1.2.3", "x"]]).rfc4514).toBe("1.2.3=#0c0178")
  })

  it("joins the attributes of one relative name with a plus sign", () => {
    expect(
      name([
        [CN, "a"],
        [OU, "b"],
      ]).rfc4514,
    ).toBe("CN=a+OU=b")
  })

  it("has no common name and no e-mail when none is there", () => {
    expect(name()).toMatchObject({ commonName: null, email: null, rfc4514: "", display: "" })
  })

  it("equals another one that differs in case, spaces and string type only", () => {
    const one = name([[O, "Monster  & Sons"]], [[CN, "Root"]])
    expect(isSameName(one, name([[O, printable(" monster & sons ")]], [[CN, "ROOT"]]))).toBe(true)
    expect(isSameName(one, name([[CN, "Root"]], [[O, "Monster & Sons"]]))).toBe(false)
    expect(
      isSameName(
        one,
        name([
          [O, "Monster & Sons"],
          [CN, "Root"],
        ]),
      ),
    ).toBe(false)
  })

  it.each([
    ["a NUL", encodeUtf8String("good.example\0.evil")],
    ["invalid UTF-8", encodeValue(TAG.utf8String, Uint8Array.of(0x41, 0xff))],
    ["eight bits in a PrintableString", encodeValue(TAG.printableString, Uint8Array.of(0xc4))],
    ["half a BMP character", encodeValue(TAG.bmpString, Uint8Array.of(0, 0x41, 0))],
  ])("refuses %s", (_, value) => {
    expectCode("ERR_X509_NAME_INVALID", () => name([[CN, value]]))
  })

  it("refuses bytes that are no name", () => {
    expectCode("ERR_X509_NAME_INVALID", () => decodeDistinguishedName(Uint8Array.of(4, 0)))
    expectCode("ERR_X509_NAME_INVALID", () => decodeDistinguishedName(encodeSequence(encodeSet())))
  })
})
