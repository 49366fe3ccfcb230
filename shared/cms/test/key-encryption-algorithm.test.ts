import { decodeAsn1 } from "@gir/asn1"
import { describe, expect, it } from "vitest"
import {
  decodeKeyEncryptionAlgorithm,
  describeKeyTransport,
  encodeKeyEncryptionAlgorithm,
  HASH_OIDS,
  type OaepHash,
} from "../src/index.ts"

const decode = (text: string) =>
  decodeKeyEncryptionAlgorithm(decodeAsn1(Buffer.from(text.replaceAll(" ", ""), "hex")))
const none = new Uint8Array(0)
const OAEP = "06 09 2a 86 48 86 f7 0d 01 01 07"

describe("key encryption algorithm", () => {
  it("survives a round trip with every pair of hashes, and with a label", () => {
    const names = Object.keys(HASH_OIDS) as OaepHash[]
    for (const hash of names) {
      for (const mgf1Hash of names) {
        const algorithm = { kind: "oaep", hash, mgf1Hash, label: Uint8Array.of(1, 2) } as const
        const encoded = encodeKeyEncryptionAlgorithm(algorithm)
        expect(decodeKeyEncryptionAlgorithm(decodeAsn1(encoded))).toEqual(algorithm)
      }
    }
  })

  it("leaves out what DER leaves out", () => {
    const sha1 = { kind: "oaep", hash: "sha1", mgf1Hash: "sha1", label: none } as const
    const hex = Buffer.from(encodeKeyEncryptionAlgorithm(sha1)).toString("hex")
    expect(hex).toBe("300d06092a864886f70d0101073000")
  })

  it("takes the parameters of rsaEncryption as NULL or absent", () => {
    expect(decode("30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00")).toEqual({ kind: "pkcs1" })
    expect(decode("30 0b 06 09 2a 86 48 86 f7 0d 01 01 01")).toEqual({ kind: "pkcs1" })
  })

  it.each([
    ["another algorithm", "30 05 06 03 2a 03 04", "key transport 1.2.3.4"],
    [
      "a hash that is not known",
      `30 18 ${OAEP} 30 0b a0 09 30 07 06 03 2a 03 04 05 00`,
      "RSAES-OAEP with 1.2.3.4",
    ],
    ["another mask", `30 16 ${OAEP} 30 09 a1 07 30 05 06 03 2a 03 04`, "RSAES-OAEP with 1.2.3.4"],
  ])("lists %s without refusing it", (_name, bytes, reason) => {
    expect(decode(bytes)).toMatchObject({ kind: "unknown", reason })
  })

  it.each([
    ["OAEP without parameters", `30 0b ${OAEP}`],
    [
      "parameters of rsaEncryption that are not NULL",
      "30 0e 06 09 2a 86 48 86 f7 0d 01 01 01 02 01 05",
    ],
    [
      "parameters out of order",
      `30 25 ${OAEP} 30 18 a1 0d 30 0b 06 09 2a 86 48 86 f7 0d 01 01 08 a0 07 30 05 06 03 2a 03 04`,
    ],
    ["a parameter that does not exist", `30 0f ${OAEP} 30 02 a3 00`],
    ["no algorithm", "30 00"],
  ])("refuses %s", (_name, bytes) => {
    expect(() => decode(bytes)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/MALFORMED/) }),
    )
  })

  it("is described for people", () => {
    const algorithm = { kind: "oaep", hash: "sha256", mgf1Hash: "sha1", label: none } as const
    expect(describeKeyTransport(algorithm)).toBe("RSAES-OAEP SHA-256 with MGF1 SHA-1")
    expect(describeKeyTransport({ kind: "pkcs1" })).toBe("RSAES-PKCS1-v1_5")
  })
})
