import { spawnSync } from "node:child_process"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { createPublicKey } from "node:crypto"
import { systemClock } from "@gir/sim"
import { createPrivateCa } from "@gir/simulator"
import {
  assertKeyMatches,
  assertRecordingCertificate,
  inspectPrivateKey,
  issueCertificate,
  openPrivateKey,
  parseCaBundle,
  validateChain,
} from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isInstalled } from "../harness/optional-part.ts"
import { runGir, type GirRun } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

const hasOpenssl = isInstalled("openssl", {
  suite: "certificate requests (test/seed/certificate-request.test.ts)",
  probe: "version",
})

let folder: { path: string; remove: () => Promise<void> }

beforeAll(async () => {
  folder = await tempFolder()
})

afterAll(() => folder.remove())

/** Runs openssl in the folder. @returns what it says on both streams. */
function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("openssl", args, {
    cwd: folder.path,
    encoding: "utf8",
  })
  expect(status, stderr).toBe(0)
  return stdout + stderr
}

const read = (name: string): Promise<string> => readFile(join(folder.path, name), "utf8")

describe.runIf(hasOpenssl)("gir pki request", () => {
  let run: GirRun

  beforeAll(async () => {
    const fields = [
      ["--common-name", "Interaction Recording"],
      ["--organization", "Monster & Sons, Inc."],
      ["--organization-unit", "Robot Repairs"],
      ["--locality", "Pleasant Hill"],
      ["--state", "California"],
      ["--country", "US"],
    ].flat()
    run = await runGir(["pki", "request", "--out", ".", ...fields], { folder: folder.path })
  })

  it("writes the guide's two files, the key for its owner only", async () => {
    expect(run.exitCode).toBe(0)
    expect(run.stdout.trimEnd().split("\n")).toEqual(
      ["private_key.pem", "cert.req"].map((name) => join(folder.path, name)),
    )
    expect((await stat(join(folder.path, "private_key.pem"))).mode & 0o777).toBe(0o600)
    expect(inspectPrivateKey(await read("private_key.pem")).isPasswordNeeded).toBe(false)
  })

  it("makes a request that OpenSSL verifies, with all six DN fields", () => {
    expect(openssl("req", "-in", "cert.req", "-noout", "-verify")).toMatch(/verify OK/i)
    const lines = openssl("req", "-in", "cert.req", "-noout", "-subject", "-nameopt", "multiline")
    const found = [...lines.matchAll(/^ +(\w+) += (.*)$/gm)].map(([, name, value]) => [name, value])
    expect(Object.fromEntries(found)).toEqual({
      commonName: "Interaction Recording",
      organizationName: "Monster & Sons, Inc.",
      organizationalUnitName: "Robot Repairs",
      localityName: "Pleasant Hill",
      stateOrProvinceName: "California",
      countryName: "US",
    })
    expect(openssl("req", "-in", "cert.req", "-noout", "-text")).toContain("Public-Key: (2048 bit)")
  })

  it("never overwrites a key", async () => {
    const before = await read("private_key.pem")
    const again = await runGir(
      ["pki", "request", "--out", ".", "--common-name", "x", "--organization", "x"].concat([
        "--organization-unit",
        "x",
        "--locality",
        "x",
        "--state",
        "x",
        "--country",
        "US",
      ]),
      { folder: folder.path },
    )
    expect(again.exitCode).toBe(2)
    expect(again.stderr).toMatch(/^error\[ERR_CLI_FILE_EXISTS\]: /)
    expect(await read("private_key.pem")).toBe(before)
  })
})

describe.runIf(hasOpenssl)("the openssl req example of the guide", () => {
  it("makes a key and a request whose certificate can be used for recordings", async () => {
    const command = "req -nodes -newkey rsa:2048 -keyout example.key -out example.req -days 365"
    openssl(
      ...command.split(" "),
      "-subj",
      "/C=US/ST=California/O=Monster/CN=Interaction Recording",
    )
    openssl("req", "-in", "example.req", "-noout", "-pubkey", "-out", "example.pub")
    const publicKey = createPublicKey(await read("example.pub"))
    const now = systemClock.now()
    const ca = await createPrivateCa(now)
    const { certificate } = issueCertificate({
      subject: { commonName: "Interaction Recording" },
      role: "recording",
      issuer: {
        certificatePem: ca.intermediate.pem,
        privateKey: ca.intermediate.keys.privateKey,
      },
      publicKey,
      notBefore: new Date(now.getTime() - 1_000),
      notAfter: new Date(now.getTime() + 365 * 86_400_000),
    })
    assertRecordingCertificate(certificate, now)
    const caCertificates = parseCaBundle(ca.caBundlePem).certificates
    expect(validateChain({ certificate, caCertificates, at: now })).toMatchObject({
      isTrusted: true,
    })
    const key = await openPrivateKey(await read("example.key"))
    expect(key.details).toBe("PKCS8 format private key file")
    expect(() => assertKeyMatches(key, certificate)).not.toThrow()
  })
})
