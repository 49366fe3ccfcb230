import {
  decodeAsn1,
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  readSequence,
} from "@gir/asn1"
import { isGirError, type ErrorCode } from "@gir/errors"
import { readPkcs12, writePkcs12 } from "@gir/pkcs12"
import { pkcs12Key } from "@gir/x509"
import { createHmac } from "node:crypto"
import { describe, expect, it } from "vitest"
import { countedDerivations } from "../src/counted-derivations.ts"
import { makePair } from "./pairs.ts"

const PASSWORD = "a password that no error may name"
const DATA = "1.2.840.113549.1.7.1"
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
const SHA1 = "1.3.14.3.2.26"
const RC2_40 = "1.2.840.113549.1.12.1.6"
const TRIPLE_DES = "1.2.840.113549.1.12.1.3"
const PBES2 = "1.2.840.113549.1.5.13"
const PBKDF2 = "1.2.840.113549.1.5.12"
const AES_256_CBC = "2.16.840.1.101.3.4.1.42"
const SALT = encodeOctetString(Buffer.alloc(8, 1))

const explicit = (value: Uint8Array): Uint8Array => encodeContext(0, value, { constructed: true })
const contentInfo = (kind: string, value: Uint8Array): Uint8Array =>
  encodeSequence(encodeOid(kind), explicit(value))
const data = (content: Uint8Array): Uint8Array => contentInfo(DATA, encodeOctetString(content))

/** A part that asks for this derivation; what it holds never opens. */
function encrypted(algorithm: Uint8Array): Uint8Array {
  const content = encodeContext(0, Buffer.alloc(32), { constructed: false })
  const info = encodeSequence(encodeOid(DATA), algorithm, content)
  return contentInfo(ENCRYPTED_DATA, encodeSequence(encodeInteger(0), info))
}

function oldMethod(oid: string, rounds: number): Uint8Array {
  return encodeSequence(encodeOid(oid), encodeSequence(SALT, encodeInteger(rounds)))
}

function pbes2(rounds: number): Uint8Array {
  const kdf = encodeSequence(encodeOid(PBKDF2), encodeSequence(SALT, encodeInteger(rounds)))
  const scheme = encodeSequence(encodeOid(AES_256_CBC), encodeOctetString(Buffer.alloc(16)))
  return encodeSequence(encodeOid(PBES2), encodeSequence(kdf, scheme))
}

function file(parts: readonly Uint8Array[], macRounds: number | null = null): Uint8Array {
  const mac = encodeSequence(
    encodeSequence(
      encodeSequence(encodeOid(SHA1), encodeNull()),
      encodeOctetString(Buffer.alloc(20)),
    ),
    SALT,
    encodeInteger(macRounds ?? 1),
  )
  const safe = data(encodeSequence(...parts))
  return encodeSequence(encodeInteger(3), safe, ...(macRounds === null ? [] : [mac]))
}

/** A file whose MAC was made without a password, as against an empty one. */
async function withoutPassword(safe: Uint8Array): Promise<Uint8Array> {
  const salt = Buffer.alloc(8, 1)
  const common = { salt, iterations: 1, bytes: 20, hash: "sha1", purpose: 3 } as const
  const key = await pkcs12Key({ ...common, password: null })
  const digest = createHmac("sha1", key).update(safe).digest()
  const info = encodeSequence(
    encodeSequence(encodeOid(SHA1), encodeNull()),
    encodeOctetString(digest),
  )
  return encodeSequence(encodeInteger(3), data(safe), encodeSequence(info, SALT))
}

async function codeOf(bytes: Uint8Array): Promise<ErrorCode | null> {
  try {
    await readPkcs12(bytes, PASSWORD, { isMacOptional: true })
    return null
  } catch (error) {
    if (!isGirError(error)) throw error
    expect(JSON.stringify([error.message, error.next, error.fields])).not.toContain(PASSWORD)
    return error.code
  }
}

describe("a PKCS #12 file that asks for too much work", () => {
  it.each([
    ["a MAC", file([], 2_000_001)],
    ["RC2", file([encrypted(oldMethod(RC2_40, 2_000_001))])],
    ["3DES", file([encrypted(oldMethod(TRIPLE_DES, 2_000_001))])],
    ["PBES2", file([encrypted(pbes2(2_000_001))])],
    ["PBES2 beyond any number", file([encrypted(pbes2(2 ** 52))])],
  ])("is refused before the work: %s", async (_what, bytes) => {
    expect(await codeOf(bytes)).toBe("ERR_PKCS12_KDF_COST")
  })

  it("is refused for many salts as well, each of them cheap enough", async () => {
    const derivations = countedDerivations()
    const derive = (salt: number): Promise<Uint8Array> =>
      derivations.scrypt({
        password: PASSWORD,
        salt: Buffer.from([salt]),
        costParameter: 2n,
        blockSize: 1n,
        parallelization: 1n,
        keyBytes: 16,
      })
    for (let salt = 0; salt < 100; salt += 1) await derive(salt)
    await expect(derive(100)).rejects.toMatchObject({ code: "ERR_PKCS12_KDF_COST" })
    expect(await derive(99)).toHaveLength(16)
  })
})

describe("a PKCS #12 file that is not as it should be", () => {
  it("is refused by name when it is of another kind", async () => {
    expect(await codeOf(Buffer.from("feedfeed00000002", "hex"))).toBe("ERR_PKCS12_UNSUPPORTED")
    expect(await codeOf(file([contentInfo("1.2.840.113549.1.7.3", encodeNull())]))).toBe(
      "ERR_PKCS12_UNSUPPORTED",
    )
    expect(await codeOf(Buffer.from("-----BEGIN CERTIFICATE-----\n"))).toBe("ERR_PKCS12_MALFORMED")
  })

  it("opens without a password when it was made with none", async () => {
    const bytes = await withoutPassword(encodeSequence())
    expect(await readPkcs12(bytes, "")).toMatchObject({ certificates: [], privateKeys: [] })
    await expect(readPkcs12(bytes, "x")).rejects.toMatchObject({
      code: "ERR_PKCS12_PASSWORD_WRONG",
    })
  })

  it("names the kinds of its other entries", async () => {
    const crlBag = encodeSequence(encodeOid("1.2.840.113549.1.12.10.1.4"), explicit(encodeNull()))
    const { otherKinds } = await readPkcs12(file([data(encodeSequence(crlBag))]), PASSWORD, {
      isMacOptional: true,
    })
    expect(otherKinds).toEqual(["1.2.840.113549.1.12.10.1.4"])
  })

  it("is refused wherever it is cut off or changed, and never with an error without a code", async () => {
    const { entry } = await makePair(1)
    const whole = Buffer.from(await writePkcs12([entry], PASSWORD))
    // The MAC alone would tell the changes: without it the readers meet them.
    const [version, authSafe] = readSequence(decodeAsn1(whole))
    const bare = Buffer.from(encodeSequence(version!.bytes, authSafe!.bytes))
    for (let at = 0; at < bare.length; at += 31) {
      expect(await codeOf(bare.subarray(0, at))).toMatch(/^ERR_PKCS12_/)
      // Not every change is one of form: a name in the clear part may be any.
      expect(String(await codeOf(flipped(bare, at)))).toMatch(/^(ERR_PKCS12_.*|null)$/)
    }
    for (let at = 0; at < whole.length; at += 311) {
      expect(await codeOf(flipped(whole, at))).toMatch(/^ERR_PKCS12_/)
    }
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at]! ^= 0x10
  return changed
}
