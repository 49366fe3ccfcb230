import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
} from "node:crypto"
import type { RecipientInfo } from "@gir/cms"
import { beforeAll, describe, expect, it } from "vitest"
import { rsaRecipientKey } from "../src/index.ts"
import { issuerAndSerial, ktri, wrapPkcs1, wrapRaw } from "./build-envelope.ts"
import { holder, renewed, type Holder } from "./certificates.ts"

const PKCS1 = { kind: "pkcs1" } as const
const CEK_BYTES = 32
const failed = expect.objectContaining({ code: "ERR_CMS_DECRYPTION_FAILED" })

let [a, b]: Holder[] = []
const cek = randomBytes(CEK_BYTES)

beforeAll(async () => {
  ;[a, b] = await Promise.all([holder("A"), holder("B")])
})

function keyOf({ certificate, keyPair }: Holder, rejection: "implicit" | "explicit" = "implicit") {
  return rsaRecipientKey({ certificate, privateKey: keyPair.privateKey, rejection })
}

function infoFor({ certificate }: Holder, encryptedKey?: Uint8Array): RecipientInfo {
  return ktri({
    rid: issuerAndSerial(certificate),
    keyEncryptionAlgorithm: PKCS1,
    encryptedKey: encryptedKey ?? wrapPkcs1(certificate.publicKey, cek),
  })
}

function infoForKeyIdentifier({ certificate }: Holder, keyIdentifier: Uint8Array): RecipientInfo {
  return ktri({
    rid: { kind: "subjectKeyIdentifier", keyIdentifier },
    keyEncryptionAlgorithm: PKCS1,
    encryptedKey: wrapPkcs1(certificate.publicKey, cek),
  })
}

describe("which recipient a key is", () => {
  it("finds its certificate among others by issuer and serial number", async () => {
    const infos = [infoFor(b!), { type: "kari" } as const, infoFor(a!)]
    expect(await keyOf(a!).unwrapCek(infos, CEK_BYTES)).toEqual(cek)
  })

  it("answers null when the recording was made for other certificates", async () => {
    expect(await keyOf(a!).unwrapCek([infoFor(b!), { type: "pwri" }], CEK_BYTES)).toBeNull()
  })

  it("finds its certificate by the subject key identifier", async () => {
    const info = infoForKeyIdentifier(a!, a!.certificate.subjectKeyIdentifier!)
    expect(await keyOf(a!).unwrapCek([info], CEK_BYTES)).toEqual(cek)
  })

  it.each(["sha1", "sha256"])("finds its key by an identifier computed with %s", async (hash) => {
    const octets = a!.certificate.publicKey.export({ type: "pkcs1", format: "der" })
    const identifier = createHash(hash).update(octets).digest().subarray(0, 20)
    const info = infoForKeyIdentifier(a!, identifier)
    expect(await keyOf(a!).unwrapCek([info], CEK_BYTES)).toEqual(cek)
  })

  it("opens recordings of an earlier certificate on the same key, and of no other", async () => {
    const renewal = renewed("A renewed", a!.keyPair)
    const key = rsaRecipientKey({
      certificate: renewal.certificate,
      privateKey: a!.keyPair.privateKey,
      otherCertificates: [a!.certificate],
    })
    expect(await key.unwrapCek([infoFor(a!)], CEK_BYTES)).toEqual(cek)
    expect(await keyOf(renewal).unwrapCek([infoFor(a!)], CEK_BYTES)).toBeNull()
  })

  it("prefers a recipient whose key transport it knows", async () => {
    const algorithm = { kind: "unknown", oid: "1.2.3", reason: "key transport 1.2.3" } as const
    const unknown = { ...infoFor(a!), keyEncryptionAlgorithm: algorithm } as RecipientInfo
    expect(await keyOf(a!).unwrapCek([unknown, infoFor(a!)], CEK_BYTES)).toEqual(cek)
    await expect(keyOf(a!).unwrapCek([unknown], CEK_BYTES)).rejects.toThrow("key transport 1.2.3")
  })
})

describe("keys that are refused at once", () => {
  it("a key of another certificate", () => {
    const options = { certificate: a!.certificate, privateKey: b!.keyPair.privateKey }
    expect(() => rsaRecipientKey(options)).toThrow(
      expect.objectContaining({ code: "ERR_X509_KEY_MISMATCH" }),
    )
  })

  it.each([
    ["RSA 1024", () => generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey],
    ["a key of type ec", () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey],
  ])("%s", (name, make) => {
    const privateKey = createPrivateKey(make().export({ type: "pkcs8", format: "pem" }))
    expect(() => rsaRecipientKey({ certificate: a!.certificate, privateKey })).toThrow(
      `cannot open recordings with ${name}`,
    )
  })
})

describe("wrapped keys that do not open", () => {
  const soundBlock = (message: Uint8Array): Buffer =>
    Buffer.concat([Buffer.of(0, 2), Buffer.alloc(253 - message.length, 1), Buffer.of(0), message])

  it.each([
    ["shorter than the modulus", (wrapped: Buffer) => wrapped.subarray(1)],
    ["longer than the modulus", (wrapped: Buffer) => Buffer.concat([Buffer.alloc(1), wrapped])],
    ["empty", () => Buffer.alloc(0)],
    ["not below the modulus", () => Buffer.alloc(256, 0xff)],
  ])("%s: refused before or without the key", async (_name, change) => {
    const wrapped = change(wrapPkcs1(a!.certificate.publicKey, cek))
    await expect(keyOf(a!).unwrapCek([infoFor(a!, wrapped)], CEK_BYTES)).rejects.toThrow(failed)
  })

  const unsound: readonly (readonly [string, (block: Buffer) => unknown])[] = [
    ["another first octet", (block) => (block[0] = 1)],
    ["another block type", (block) => (block[1] = 1)],
    ["a zero in the padding", (block) => (block[5] = 0)],
    ["no separator", (block) => block.fill(1, 2)],
    ["a CEK that is one octet longer", (block) => block.copyWithin(222, 223).fill(7, 255)],
  ]

  it.each(unsound)("%s: opens to the same pseudorandom CEK every time", async (_name, spoil) => {
    const block = soundBlock(cek)
    spoil(block)
    const info = infoFor(a!, wrapRaw(a!.certificate.publicKey, block))
    const found = await keyOf(a!).unwrapCek([info], CEK_BYTES)
    expect(found).toHaveLength(CEK_BYTES)
    expect(found).not.toEqual(cek)
    expect(await keyOf(a!).unwrapCek([info], CEK_BYTES)).toEqual(found)
  })

  it.each(unsound)("%s: refused when a person asks with their own key", async (_name, spoil) => {
    const block = soundBlock(cek)
    spoil(block)
    const info = infoFor(a!, wrapRaw(a!.certificate.publicKey, block))
    await expect(keyOf(a!, "explicit").unwrapCek([info], CEK_BYTES)).rejects.toThrow(failed)
  })

  it("a CEK of another cipher opens to a pseudorandom one of the right length", async () => {
    const info = infoFor(a!, wrapPkcs1(a!.certificate.publicKey, cek.subarray(0, 16)))
    const found = await keyOf(a!).unwrapCek([info], CEK_BYTES)
    expect(found).toHaveLength(CEK_BYTES)
    expect(Buffer.from(found!).subarray(16)).not.toEqual(cek.subarray(0, 16))
  })

  it("OAEP that does not open yields a pseudorandom CEK as well", async () => {
    const { publicKey } = a!.certificate
    const encryptedKey = publicEncrypt({ key: publicKey, oaepHash: "sha256" }, cek)
    const algorithm = (hash: "sha1" | "sha256") =>
      ({ kind: "oaep", hash, mgf1Hash: hash, label: new Uint8Array(0) }) as const
    const rid = issuerAndSerial(a!.certificate)
    const right = ktri({ rid, keyEncryptionAlgorithm: algorithm("sha256"), encryptedKey })
    const wrong = ktri({ rid, keyEncryptionAlgorithm: algorithm("sha1"), encryptedKey })
    expect(await keyOf(a!).unwrapCek([right], CEK_BYTES)).toEqual(cek)
    const found = await keyOf(a!).unwrapCek([wrong], CEK_BYTES)
    expect(found).toHaveLength(CEK_BYTES)
    expect(found).not.toEqual(cek)
  })
})
