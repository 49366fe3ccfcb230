import { constants, privateDecrypt, publicEncrypt } from "node:crypto"
import type { OaepHash } from "@gir/cms"
import { generateKeyPair, type KeyPair } from "@gir/x509"
import { beforeAll, describe, expect, it } from "vitest"
import { unpadOaep } from "../src/unpad-oaep.ts"
import { unpadPkcs1, type UnpaddedMessage } from "../src/unpad-pkcs1.ts"

let keyPair: KeyPair

beforeAll(async () => {
  keyPair = await generateKeyPair(2048)
})

const message = (found: UnpaddedMessage | null): string | null =>
  found === null || found.isSound === 0
    ? null
    : found.block.subarray(found.block.length - found.messageBytes).toString("latin1")

const block = (...parts: readonly (string | number)[]): Buffer => {
  const octets = parts.map((part) =>
    typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.alloc(part, 0xff),
  )
  return Buffer.concat(octets)
}

describe("unpadPkcs1", () => {
  it.each([
    ["eight octets of padding", block("\0\u0002", 8, "\0cek"), "cek"],
    ["more padding", block("\0\u0002", 100, "\0cek"), "cek"],
    ["an empty message", block("\0\u0002", 8, "\0"), ""],
    ["a message that has zeros itself", block("\0\u0002", 8, "\0a\0b"), "a\0b"],
  ])("takes the message after %s", (_name, em, expected) => {
    expect(message(unpadPkcs1(em))).toBe(expected)
  })

  it.each([
    ["seven octets of padding", block("\0\u0002", 7, "\0cek")],
    ["another first octet", block("\u0001\u0002", 8, "\0cek")],
    ["another block type", block("\0\u0001", 8, "\0cek")],
    ["no separator", block("\0\u0002", 100)],
    ["no padding", block("\0\u0002\0cek", 8)],
  ])("finds %s unsound", (_name, em) => {
    expect(message(unpadPkcs1(em))).toBeNull()
  })
})

describe("unpadOaep", () => {
  const hashes: readonly OaepHash[] = ["sha1", "sha224", "sha256", "sha384", "sha512"]

  it.each(hashes)("reads what node:crypto pads with %s", (hash) => {
    expect(message(unpadOaep(padded(hash, "cek"), oaep(hash)))).toBe("cek")
    expect(message(unpadOaep(padded(hash, ""), oaep(hash)))).toBe("")
  })

  it("wants the hash, the MGF1 hash and the label that were used", () => {
    const em = padded("sha256", "cek")
    expect(message(unpadOaep(em, { ...oaep("sha256"), mgf1Hash: "sha1" }))).toBeNull()
    expect(message(unpadOaep(em, { ...oaep("sha256"), hash: "sha1" }))).toBeNull()
    expect(message(unpadOaep(em, { ...oaep("sha256"), label: Buffer.from("l") }))).toBeNull()
  })

  it("finds every single changed bit of the first octet unsound", () => {
    for (let bit = 0; bit < 8; bit += 1) {
      const em = padded("sha256", "cek")
      em[0]! ^= 1 << bit
      expect(message(unpadOaep(em, oaep("sha256")))).toBeNull()
    }
  })

  it("has no answer when the modulus is too short for the hash", () => {
    expect(unpadOaep(Buffer.alloc(129), oaep("sha512"))).toBeNull()
  })
})

function oaep(hash: OaepHash) {
  return { kind: "oaep", hash, mgf1Hash: hash, label: new Uint8Array(0) } as const
}

/** The padded block: node:crypto pads and encrypts, and the raw operation takes that off again. */
function padded(oaepHash: OaepHash, text: string): Buffer {
  const { publicKey, privateKey } = keyPair
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const ciphertext = publicEncrypt({ key: publicKey, padding, oaepHash }, Buffer.from(text))
  return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, ciphertext)
}
