import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { readPkcs12 } from "../src/pkcs12/read-pkcs12.ts"
import { writePkcs12, type Pkcs12Entry } from "../src/pkcs12/write-pkcs12.ts"
import { testFolder } from "./folder.ts"
import { issue, type TestPair } from "./pki.ts"

const KEY_COUNT = 20
const password = "correct horse battery staple"

let pairs: readonly TestPair[]
beforeAll(async () => {
  pairs = await Promise.all(Array.from({ length: KEY_COUNT }, () => issue()))
})

const entryOf = ({ certificate, keyPair }: TestPair): Pkcs12Entry => ({
  certificateDer: certificate.der,
  alias: certificate.sha256,
  privateKey: keyPair.privateKey,
})

describe("a PKCS #12 file of 20 keys", () => {
  it("gives every certificate and every key back", async () => {
    const file = await writePkcs12(pairs.map(entryOf), password)
    const { certificates, privateKeys } = await readPkcs12(file, password)
    expect(certificates.map((der) => Buffer.from(der))).toEqual(
      pairs.map(({ certificate }) => Buffer.from(certificate.der)),
    )
    expect(privateKeys.map((key, at) => key.equals(pairs[at]!.keyPair.privateKey))).toEqual(
      Array.from({ length: KEY_COUNT }, () => true),
    )
  })

  it("shows neither a certificate nor a key in clear", async () => {
    const file = Buffer.from(await writePkcs12(pairs.map(entryOf), password))
    for (const { certificate, keyPair } of pairs) {
      const pkcs8 = keyPair.privateKey.export({ type: "pkcs8", format: "der" })
      expect(file.includes(Buffer.from(certificate.subject.der))).toBe(false)
      expect(file.includes(pkcs8.subarray(-64))).toBe(false)
    }
  })

  it("opens under a password beyond ASCII, and not under another one", async () => {
    const file = await writePkcs12([entryOf(pairs[0]!)], "Schlüßel €")
    expect((await readPkcs12(file, "Schlüßel €")).privateKeys).toHaveLength(1)
    await expect(readPkcs12(file, "Schlussel E")).rejects.toMatchObject({
      code: "ERR_RCS_KEYSTORE_SEALED",
    })
  })

  it("may be empty, or hold a certificate alone", async () => {
    const empty = await readPkcs12(await writePkcs12([], password), password)
    expect(empty).toEqual({ certificates: [], privateKeys: [] })
    const alone = await writePkcs12([{ ...entryOf(pairs[0]!), privateKey: null }], password)
    const { certificates, privateKeys } = await readPkcs12(alone, password)
    expect([certificates.length, privateKeys.length]).toEqual([1, 0])
  })
})

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
const hasKeytool = spawnSync("keytool", ["-help"]).status === 0

describe.runIf(hasOpenssl)("openssl pkcs12 (left out where openssl is not installed)", () => {
  it("opens all 20 keys of our file", async () => {
    const file = join(testFolder(), "keystore.p12")
    writeFileSync(file, await writePkcs12(pairs.map(entryOf), password))
    const text = execFileSync(
      "openssl",
      ["pkcs12", "-in", file, "-passin", `pass:${password}`, "-nodes"],
      { encoding: "utf8" },
    )
    expect(text.match(/BEGIN PRIVATE KEY/g)).toHaveLength(KEY_COUNT)
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(KEY_COUNT)
    for (const { keyPair } of pairs) expect(text).toContain(keyPair.privateKeyPem.trim())
  })

  it("writes a file that we open", async () => {
    const folder = testFolder()
    const [certificate, key, file] = ["c.pem", "k.pem", "o.p12"].map((name) => join(folder, name))
    writeFileSync(certificate!, pairs[0]!.certificatePem)
    writeFileSync(key!, pairs[0]!.keyPair.privateKeyPem)
    const files = ["-in", certificate!, "-inkey", key!, "-out", file!]
    execFileSync("openssl", ["pkcs12", "-export", ...files, "-passout", `pass:${password}`])
    const { certificates, privateKeys } = await readPkcs12(readFileSync(file!), password)
    expect(Buffer.from(certificates[0]!).equals(pairs[0]!.certificate.der)).toBe(true)
    expect(privateKeys[0]!.equals(pairs[0]!.keyPair.privateKey)).toBe(true)
  })
})

describe.runIf(hasKeytool)("keytool (left out where Java is not installed)", () => {
  it("lists all 20 keys of our file", async () => {
    const file = join(testFolder(), "keystore.p12")
    writeFileSync(file, await writePkcs12(pairs.map(entryOf), password))
    const text = execFileSync(
      "keytool",
      ["-list", "-keystore", file, "-storepass", password, "-storetype", "PKCS12"],
      { encoding: "utf8" },
    )
    expect(text.match(/PrivateKeyEntry/g)).toHaveLength(KEY_COUNT)
  })
})
