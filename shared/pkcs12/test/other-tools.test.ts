import { readPkcs12, writePkcs12 } from "@gir/pkcs12"
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { makePair, testFolder, type TestPair } from "./pairs.ts"

const PASSWORD = "correct horse battery staple"
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
const hasKeytool = spawnSync("keytool", ["-help"]).status === 0

let pairs: readonly TestPair[]
beforeAll(async () => {
  pairs = await Promise.all([1, 2].map(makePair))
})

describe.runIf(hasOpenssl)("openssl pkcs12 (left out where openssl is not installed)", () => {
  it("opens every key of our file", async () => {
    const file = join(testFolder(), "keystore.p12")
    const entries = pairs.map(({ entry }) => entry)
    writeFileSync(file, await writePkcs12(entries, PASSWORD))
    const options = ["-in", file, "-passin", `pass:${PASSWORD}`, "-nodes"]
    const text = execFileSync("openssl", ["pkcs12", ...options], { encoding: "utf8" })
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    for (const { keyPair } of pairs) expect(text).toContain(keyPair.privateKeyPem.trim())
  })

  it.each([
    ["PBES2 and SHA-256", [], true],
    ["RC2 of 40 bits and 3DES", ["-legacy"], true],
    ["RC2 of 128 bits", ["-legacy", "-certpbe", "PBE-SHA1-RC2-128"], true],
    ["3DES with two keys", ["-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"], true],
    ["a MAC by SHA-512", ["-macalg", "sha512"], true],
    ["everything in clear but the MAC", ["-keypbe", "NONE", "-certpbe", "NONE"], true],
    ["no MAC", ["-nomac"], false],
  ])("writes what is read: %s", async (_what, extra, hasMac) => {
    const file = join(testFolder(), "other.p12")
    exportWithOpenssl(pairs[0]!, file, extra)
    const bytes = readFileSync(file)
    const { certificates, privateKeys } = await readPkcs12(bytes, PASSWORD, {
      isMacOptional: !hasMac,
    })
    expect(Buffer.from(certificates[0]!).equals(pairs[0]!.entry.certificateDer)).toBe(true)
    expect(privateKeys[0]!.equals(pairs[0]!.keyPair.privateKey)).toBe(true)
  })

  it("is refused when it leaves the MAC out, unless that is asked for", async () => {
    const file = join(testFolder(), "other.p12")
    exportWithOpenssl(pairs[0]!, file, ["-nomac"])
    const bytes = readFileSync(file)
    await expect(readPkcs12(bytes, PASSWORD)).rejects.toMatchObject({
      code: "ERR_PKCS12_MALFORMED",
      message: "it has no MAC",
    })
    await expect(readPkcs12(bytes, "wrong", { isMacOptional: true })).rejects.toMatchObject({
      code: "ERR_PKCS12_PASSWORD_WRONG",
    })
  })

  it("is refused where a cipher is not read", async () => {
    const file = join(testFolder(), "other.p12")
    exportWithOpenssl(pairs[0]!, file, ["-legacy", "-keypbe", "PBE-SHA1-RC4-128"])
    await expect(readPkcs12(readFileSync(file), PASSWORD)).rejects.toMatchObject({
      code: "ERR_PKCS12_UNSUPPORTED",
    })
  })
})

function exportWithOpenssl(pair: TestPair, file: string, extra: readonly string[]): void {
  const cwd = testFolder()
  writeFileSync(join(cwd, "c.pem"), pair.certificatePem)
  writeFileSync(join(cwd, "k.pem"), pair.keyPair.privateKeyPem)
  const files = ["-in", "c.pem", "-inkey", "k.pem", "-out", file, "-passout", `pass:${PASSWORD}`]
  execFileSync("openssl", ["pkcs12", "-export", ...extra, ...files], { cwd })
}

describe.runIf(hasKeytool)("keytool (left out where Java is not installed)", () => {
  it("lists every key of our file", async () => {
    const file = join(testFolder(), "keystore.p12")
    const entries = pairs.map(({ entry }) => entry)
    writeFileSync(file, await writePkcs12(entries, PASSWORD))
    const options = ["-keystore", file, "-storepass", PASSWORD, "-storetype", "PKCS12"]
    const text = execFileSync("keytool", ["-list", ...options], { encoding: "utf8" })
    expect(text.match(/PrivateKeyEntry/g)).toHaveLength(2)
  })
})
