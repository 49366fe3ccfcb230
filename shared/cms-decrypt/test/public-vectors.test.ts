import { constants, createPrivateKey, privateDecrypt, type KeyObject } from "node:crypto"
import type { ContentCipher, OaepHash } from "@gir/cms"
import { isGirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import { assertTag, gcmDecipher } from "../src/decrypt-gcm.ts"
import { cekHolder } from "../src/decryption-context.ts"
import { modulusBytes, privateExponentDigest } from "../src/implicit-rejection.ts"
import { openEnvelope } from "../src/index.ts"
import { unpadOaep } from "../src/unpad-oaep.ts"
import { decryptPkcs1, unwrapCek } from "../src/unwrap-cek.ts"
import { buildEnvelope, keyHolding, read, sourceOf } from "./build-envelope.ts"
import {
  hex,
  openSslImplicitRejection,
  vectorsFolder,
  wycheproofGroups,
  type WycheproofGroup,
} from "./vectors.ts"

/** How many vectors the folder holds: a file that is not found must not pass for success. */
const EXPECTED_COUNTS = { pkcs1: 201, oaep: 1_208, cbc: 216, gcm: 316, implicitRejection: 53 }

const groupKey = (group: WycheproofGroup): KeyObject =>
  createPrivateKey({ key: hex(group["privateKeyPkcs8"]), format: "der", type: "pkcs8" })

if (vectorsFolder !== undefined) {
  describe("public vectors", () => {
    it("OpenSSL 3.2 implicit rejection: the same octets for the same wrapped key", () => {
      const vectors = openSslImplicitRejection()
      const outcomes = (vectors?.tests ?? []).map((test) => {
        const key = createPrivateKey(vectors!.keys[test.key]!)
        const isExplicit = test.Ctrl?.includes("rsa_pkcs1_implicit_rejection:0") === true
        const isOaep = test.Ctrl?.includes("rsa_padding_mode:oaep") === true
        const isRefused =
          test.Result === "KEYOP_ERROR" || hex(test.Input).length < modulusBytes(key)
        const found = isOaep
          ? decryptOaep(key, hex(test.Input), { hash: "sha1", mgf1Hash: "sha1", label: "" })
          : isExplicit
            ? unwrapExplicit(key, hex(test.Input), hex(outputOf(test.Output)).length)
            : implicit(key, hex(test.Input))
        const expected = isRefused ? null : outputOf(test.Output)
        return found === expected ? "as OpenSSL" : `${test.comment}: ${found}`
      })
      expect(outcomes).toEqual(Array(EXPECTED_COUNTS.implicitRejection).fill("as OpenSSL"))
    })

    it("Wycheproof RSAES-PKCS1-v1_5: the message, or nothing that looks like it", () => {
      const outcomes = wycheproofGroups("rsa_pkcs1_").flatMap((group) =>
        group.tests.map((test) => {
          const found = implicit(groupKey(group), hex(test["ct"]))
          const isMessage = found === test["msg"]
          return isMessage === (test.result === "valid") ? "as expected" : `tcId ${test.tcId}`
        }),
      )
      expect(outcomes).toEqual(Array(EXPECTED_COUNTS.pkcs1).fill("as expected"))
    })

    it("Wycheproof RSAES-OAEP: also where MGF1 has another hash", () => {
      const outcomes = wycheproofGroups("rsa_").flatMap((group) => {
        if (group["type"] !== "RsaesOaepDecrypt") return []
        const key = groupKey(group)
        return group.tests.map((test) => {
          const [hash, mgf1Hash] = [hashName(group["sha"]), hashName(group["mgfSha"])]
          const label = String(test["label"])
          const found = decryptOaep(key, hex(test["ct"]), { hash, mgf1Hash, label })
          const isMessage = found === test["msg"]
          // "acceptable" may be opened, but not to something else.
          const isExpected = test.result === "invalid" ? found === null : isMessage
          const isRefusal = test.result === "acceptable" && found === null
          return isExpected || isRefusal
            ? "as expected"
            : `${String(group["keySize"])} ${test.tcId}`
        })
      })
      expect(outcomes).toEqual(Array(EXPECTED_COUNTS.oaep).fill("as expected"))
    })

    it("Wycheproof AES-CBC: the message, or one error", async () => {
      const outcomes: string[] = []
      for (const group of wycheproofGroups("aes_cbc_pkcs5")) {
        for (const test of group.tests) {
          const cipher = `aes${String(group["keySize"])}-cbc` as ContentCipher
          const [iv, octets] = [hex(test["iv"]), hex(test["ct"])]
          const found = await openWith(hex(test["key"]), buildEnvelope({ cipher, iv, octets }))
          // The three without padding have no octets at all, which shows without a key.
          const failure = octets.length === 0 ? "ERR_CMS_MALFORMED" : "ERR_CMS_DECRYPTION_FAILED"
          const expected = test.result === "valid" ? test["msg"] : failure
          outcomes.push(found === expected ? "as expected" : `tcId ${test.tcId}: ${found}`)
        }
      }
      expect(outcomes).toEqual(Array(EXPECTED_COUNTS.cbc).fill("as expected"))
    })

    it("Wycheproof AES-GCM: nonces of 12 bytes as expected, all others refused", async () => {
      const outcomes: string[] = []
      for (const group of wycheproofGroups("aes_gcm_test")) {
        for (const test of group.tests) {
          const cipher = `aes${String(group["keySize"])}-gcm` as ContentCipher
          const iv = hex(test["iv"])
          if (iv.length !== 12) {
            const envelope = buildEnvelope({
              cipher,
              iv,
              octets: hex(test["ct"]),
              mac: hex(test["tag"]),
            })
            outcomes.push(
              (await openWith(hex(test["key"]), envelope)) === "ERR_CMS_UNSUPPORTED"
                ? "as expected"
                : "",
            )
            continue
          }
          const found = decryptGcmVector(cipher, test)
          const expected = test.result === "valid" ? test["msg"] : null
          outcomes.push(found === expected ? "as expected" : `tcId ${test.tcId}: ${found}`)
        }
      }
      expect(outcomes).toEqual(Array(EXPECTED_COUNTS.gcm).fill("as expected"))
    })
  })
}

describe("the GCM specification's test case 4 (McGrew and Viega, appendix B)", () => {
  const test = {
    key: "feffe9928665731c6d6a8f9467308308",
    iv: "cafebabefacedbaddecaf888",
    aad: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    msg:
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    ct:
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e" +
      "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
    tag: "5bc94fbc3221a5db94fae95ae7121a47",
  }

  it("decrypts, with the additional data", () => {
    expect(decryptGcmVector("aes128-gcm", test)).toBe(test.msg)
  })

  it("fails without the additional data", () => {
    expect(decryptGcmVector("aes128-gcm", { ...test, aad: "" })).toBeNull()
  })
})

/** OpenSSL's file has messages as text and pseudorandom ones in hexadecimal. */
function outputOf(output: string): string {
  const isHex = /^([0-9A-Fa-f]{2})*$/.test(output)
  return isHex ? output.toLowerCase() : Buffer.from(output, "latin1").toString("hex")
}

function implicit(key: KeyObject, ciphertext: Buffer): string | null {
  try {
    return decryptPkcs1(key, privateExponentDigest(key), ciphertext).toString("hex")
  } catch (error) {
    if (isGirError(error, "ERR_CMS_DECRYPTION_FAILED")) return null
    throw error
  }
}

function unwrapExplicit(
  privateKey: KeyObject,
  encryptedKey: Buffer,
  cekBytes: number,
): string | null {
  try {
    const cek = unwrapCek({
      privateKey,
      exponentDigest: privateExponentDigest(privateKey),
      algorithm: { kind: "pkcs1" },
      encryptedKey,
      cekBytes,
      rejection: "explicit",
    })
    return cek.toString("hex")
  } catch (error) {
    if (isGirError(error, "ERR_CMS_DECRYPTION_FAILED")) return null
    throw error
  }
}

interface OaepNames {
  readonly hash: OaepHash
  readonly mgf1Hash: OaepHash
  /** Hexadecimal. */
  readonly label: string
}

function decryptOaep(key: KeyObject, ciphertext: Buffer, names: OaepNames): string | null {
  if (ciphertext.length !== modulusBytes(key)) return null
  let em: Buffer
  try {
    em = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext)
  } catch {
    return null
  }
  const message = unpadOaep(em, { kind: "oaep", ...names, label: hex(names.label) })
  if (message === null || message.isSound === 0) return null
  return message.block.subarray(message.block.length - message.messageBytes).toString("hex")
}

function hashName(name: unknown): OaepHash {
  return String(name).replace("SHA-", "sha").replace("/", "-").toLowerCase() as OaepHash
}

async function openWith(cek: Buffer, envelope: Uint8Array): Promise<string> {
  try {
    const keys = [keyHolding(cek)]
    const opened = await openEnvelope(sourceOf(envelope), {
      keys,
      segments: null,
      policy: "compat",
    })
    return (await read(opened.content())).toString("hex")
  } catch (error) {
    if (isGirError(error)) return error.code
    throw error
  }
}

function decryptGcmVector(
  cipher: ContentCipher,
  test: Readonly<Record<string, unknown>>,
): string | null {
  const context = {
    algorithm: { cipher, iv: hex(test["iv"]), tagBytes: 16 },
    cek: cekHolder(hex(test["key"])),
  }
  const trailer = {
    mac: hex(test["tag"]),
    aad: hex(test["aad"]),
    authenticatedAttributes: 0,
    unauthenticatedAttributes: 0,
  }
  const decipher = gcmDecipher(context, trailer)
  const plaintext = decipher.update(hex(test["ct"]))
  try {
    assertTag(decipher)
    return plaintext.toString("hex")
  } catch (error) {
    if (isGirError(error, "ERR_CMS_DECRYPTION_FAILED")) return null
    throw error
  }
}
