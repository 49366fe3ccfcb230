import { generateKeyPairSync, randomBytes } from "node:crypto"
import {
  decodeAsn1,
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  readInteger,
} from "@gir/asn1"
import { assertKeyMatches, encodePem, inspectPrivateKey, openPrivateKey } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawRecording } from "./draw.ts"
import { expectCode, expectRejection } from "./expect-code.ts"
import { rsaKey } from "./keys.ts"

const PASSWORD = "s3cret Łódź"
const key = rsaKey(1).privateKey
const pkcs1 = key.export({ format: "pem", type: "pkcs1" }).toString()
const pkcs8 = key.export({ format: "pem", type: "pkcs8" }).toString()
const encryptedPkcs8 = key
  .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: PASSWORD })
  .toString()
const traditional = key
  .export({ format: "pem", type: "pkcs1", cipher: "aes-256-cbc", passphrase: PASSWORD })
  .toString()

const OPENSSL = "Openssl format private key file"
const PKCS8 = "PKCS8 format private key file"

describe("inspectPrivateKey", () => {
  it.each([
    ["PKCS #1", pkcs1, OPENSSL, false],
    ["PKCS #1 behind Proc-Type", traditional, `Encrypted ${OPENSSL}`, true],
    ["PKCS #8", pkcs8, PKCS8, false],
    ["encrypted PKCS #8", encryptedPkcs8, `Encrypted ${PKCS8}`, true],
    [
      "a key with CRLF and a certificate beside it",
      (drawRecording("r").pem + pkcs1).replaceAll("\n", "\r\n"),
      OPENSSL,
      false,
    ],
  ])("says what %s is", (_, ...[pem, details, isPasswordNeeded]) => {
    expect(inspectPrivateKey(pem)).toEqual({ details, isPasswordNeeded })
  })

  it.each([
    ["ERR_X509_KEY_NOT_FOUND", "an empty file", ""],
    ["ERR_X509_KEY_NOT_FOUND", "a certificate", drawRecording("r").pem],
    ["ERR_X509_SEVERAL_KEYS", "two keys", pkcs1 + pkcs8],
    [
      "ERR_X509_KEY_FORMAT_UNSUPPORTED",
      "DER",
      key.export({ format: "der", type: "pkcs8" }).toString("utf8"),
    ],
    [
      "ERR_X509_KEY_FORMAT_UNSUPPORTED",
      "an OpenSSH key",
      encodePem("OPENSSH PRIVATE KEY", randomBytes(32)),
    ],
    ["ERR_X509_KEY_NOT_RSA", "an EC key", encodePem("EC PRIVATE KEY", randomBytes(32))],
    ["ERR_X509_PEM_MALFORMED", "a cut key", pkcs8.slice(0, 300)],
    ["ERR_X509_FILE_TOO_LARGE", "a huge file", pkcs8 + " ".repeat(65_536)],
  ] as const)("answers %s for %s", (code, _, text) => {
    expectCode(code, () => inspectPrivateKey(text))
  })
})

describe("openPrivateKey", () => {
  it.each([
    ["PKCS #1", pkcs1, undefined],
    ["PKCS #8 with an empty password field", pkcs8, ""],
    ["encrypted PKCS #8", encryptedPkcs8, PASSWORD],
    ["traditional encryption", traditional, PASSWORD],
  ])("opens %s", async (_, pem, password) => {
    const opened = await openPrivateKey(pem, password)
    expect(opened.keyObject.equals(key)).toBe(true)
    expect(opened).toMatchObject({ keyBits: 2048, details: inspectPrivateKey(pem).details })
  })

  it.each([encryptedPkcs8, traditional])("tells a missing from a wrong password", async (pem) => {
    await expectRejection("ERR_X509_KEY_PASSWORD_MISSING", openPrivateKey(pem))
    await expectRejection("ERR_X509_KEY_PASSWORD_MISSING", openPrivateKey(pem, ""))
    const message = await expectRejection(
      "ERR_X509_KEY_PASSWORD_WRONG",
      openPrivateKey(pem, "wrong"),
    )
    expect(message).not.toContain('wrong"')
  })

  it("takes none of 600 wrong passwords, though one in 256 passes the padding check", async () => {
    const wrong = Array.from({ length: 600 }, (_, at) => openPrivateKey(traditional, `no ${at}`))
    for (const attempt of wrong) await expectRejection("ERR_X509_KEY_PASSWORD_WRONG", attempt)
  })

  it.each([pkcs1, pkcs8])("refuses a password that nothing needs", async (pem) => {
    await expectRejection("ERR_X509_KEY_PASSWORD_NOT_NEEDED", openPrivateKey(pem, PASSWORD))
  })

  it.each([
    ["ERR_X509_KEY_NOT_RSA", generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["ERR_X509_KEY_NOT_RSA", generateKeyPairSync("ed25519")],
    ["ERR_X509_KEY_RSA_PSS", generateKeyPairSync("rsa-pss", { modulusLength: 2048 })],
    ["ERR_X509_KEY_TOO_SMALL", generateKeyPairSync("rsa", { modulusLength: 1024 })],
  ] as const)("answers %s for a key of another kind", async (code, { privateKey }) => {
    const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString()
    await expectRejection(code, openPrivateKey(pem))
  })

  it.each([
    ["n", 1],
    ["d", 3],
    ["p", 4],
    ["q", 5],
    ["dP", 6],
    ["dQ", 7],
    ["qInv", 8],
  ])("refuses a key whose %s does not fit the others", async (_, index) => {
    const pem = withNumbers((numbers) => {
      numbers[index]! += 2n
    })
    await expectRejection("ERR_X509_KEY_INCONSISTENT", openPrivateKey(pem))
  })

  it("refuses a key with an exponent of 1", async () => {
    const pem = withNumbers((numbers) => {
      numbers[2] = 1n
    })
    await expectRejection("ERR_X509_KEY_NUMBERS_INVALID", openPrivateKey(pem))
  })

  it("refuses a key of more than two primes, and bytes that are no key", async () => {
    const pem = withNumbers((numbers) => {
      numbers[0] = 1n
    })
    await expectRejection("ERR_X509_KEY_FORMAT_UNSUPPORTED", openPrivateKey(pem))
    for (const label of ["RSA PRIVATE KEY", "PRIVATE KEY"]) {
      const garbage = encodePem(label, randomBytes(64))
      await expectRejection("ERR_X509_KEY_MALFORMED", openPrivateKey(garbage))
    }
  })

  it("refuses a key larger than 8192 bits before any arithmetic with it", async () => {
    const pem = withNumbers((numbers) => {
      numbers[1] = 2n ** 9000n + 1n
    })
    await expectRejection("ERR_X509_KEY_TOO_LARGE", openPrivateKey(pem))
  })
})

describe("the cost of opening a key", () => {
  const scrypt = (N: number | bigint, r: number, p: number) =>
    pbes2(
      algorithm("1.3.6.1.4.1.11591.4.11", encodeSequence(SALT, ...[N, r, p].map(encodeInteger))),
    )
  const pbkdf2 = (iterations: number | bigint) =>
    pbes2(algorithm("1.2.840.113549.1.5.12", encodeSequence(SALT, encodeInteger(iterations))))
  const pbes1 = (iterations: number) =>
    encryptedKey(
      algorithm("1.2.840.113549.1.12.1.3", encodeSequence(SALT, encodeInteger(iterations))),
    )

  it.each([
    ["PBKDF2 with 2,000,001 iterations", pbkdf2(2_000_001)],
    ["PBKDF2 with 2^80 iterations", pbkdf2(2n ** 80n)],
    ["PBES1 with 2,000,001 iterations", pbes1(2_000_001)],
    ["scrypt with more than 32 MiB", scrypt(65_536, 8, 1)],
    ["scrypt with 2^60 blocks", scrypt(2n ** 60n, 8, 1)],
    ["scrypt with a parallelization of 1000", scrypt(16, 8, 1000)],
  ])("is refused before it is spent: %s", async (_, pem) => {
    const started = performance.now()
    await expectRejection("ERR_X509_KEY_KDF_COST", openPrivateKey(pem, PASSWORD))
    expect(performance.now() - started).toBeLessThan(500)
  })

  it.each([
    ["PBKDF2 with no iteration", pbkdf2(0)],
    ["PBKDF2 with a negative count", pbkdf2(-1)],
    ["scrypt whose N is no power of two", scrypt(1000, 8, 1)],
    [
      "a short initialisation vector",
      pbes2(algorithm("1.2.840.113549.1.5.12", encodeSequence(SALT, encodeInteger(1))), 8),
    ],
  ])("is not reckoned for %s", async (_, pem) => {
    await expectRejection("ERR_X509_KEY_MALFORMED", openPrivateKey(pem, PASSWORD))
  })

  it("does not hold up the event loop", async () => {
    const opened = openPrivateKey(pbes1(300_000), PASSWORD).catch(() => "refused")
    let turns = 0
    let isDone = false
    void opened.then(() => (isDone = true))
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve))
      turns += 1
    }
    expect(turns).toBeGreaterThan(50)
  })
})

describe("assertKeyMatches", () => {
  it("accepts the key of the certificate, and no other key", async () => {
    const opened = await openPrivateKey(pkcs8)
    assertKeyMatches(opened, drawRecording("r").certificate)
    const other = drawRecording("r", { key: rsaKey(2) }).certificate
    expectCode("ERR_X509_KEY_MISMATCH", () => assertKeyMatches(opened, other))
  })
})

const SALT = encodeOctetString(Buffer.alloc(8))

function algorithm(oid: string, parameters: Uint8Array): Uint8Array {
  return encodeSequence(encodeOid(oid), parameters)
}

function pbes2(keyDerivation: Uint8Array, ivBytes = 16): string {
  const cipher = algorithm("2.16.840.1.101.3.4.1.42", encodeOctetString(Buffer.alloc(ivBytes)))
  return encryptedKey(algorithm("1.2.840.113549.1.5.13", encodeSequence(keyDerivation, cipher)))
}

function encryptedKey(encryption: Uint8Array): string {
  const der = encodeSequence(encryption, encodeOctetString(Buffer.alloc(64)))
  return encodePem("ENCRYPTED PRIVATE KEY", der)
}

/** version, n, e, d, p, q, dP, dQ, qInv of the test key, changed. */
function withNumbers(change: (numbers: bigint[]) => void): string {
  const der = key.export({ format: "der", type: "pkcs1" })
  const numbers = decodeAsn1(der).children.map(readInteger)
  change(numbers)
  return encodePem("RSA PRIVATE KEY", encodeSequence(...numbers.map(encodeInteger)))
}
