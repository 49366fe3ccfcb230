import { isIssuedWith, parseCertificate, validateChain, type Certificate } from "@gir/x509"
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { NOW } from "./drawn-files.ts"
import { runCommand, type CommandRun } from "./run-command.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-pki-"))
  await pki("chain", "--depth", "2", "--out", "chain", "--serial", "2A01", "--days", "100")
})
afterAll(() => rm(folder, { recursive: true }))

async function pki(...args: readonly string[]): Promise<CommandRun> {
  return runCommand(["pki", ...args], { folder, now: NOW })
}

async function certificate(path: string): Promise<Certificate> {
  return parseCertificate(await readFile(join(folder, path), "utf8"))
}

const CA = ["--ca", "chain/crt_inter2.pem", "--ca-key", "chain/crt_inter2.key"]

describe("gir pki chain", () => {
  it("writes the guide's files, private keys for their owner only", async () => {
    expect((await readdir(join(folder, "chain"))).toSorted()).toEqual(
      ["ca.pem", "cert.pem", "crt_inter1.key", "crt_inter1.pem", "crt_inter2.key"].concat([
        "crt_inter2.pem",
        "private_key.pem",
        "root_ca.key",
        "root_ca.pem",
      ]),
    )
    for (const name of ["private_key.pem", "root_ca.key", "crt_inter1.key"]) {
      expect((await stat(join(folder, "chain", name))).mode & 0o777).toBe(0o600)
    }
  })

  it("makes a chain that holds, with the serial number and the days that were asked for", async () => {
    const leaf = await certificate("chain/cert.pem")
    expect(leaf).toMatchObject({ serialNumber: "2A01" })
    expect((leaf.notAfter.getTime() - leaf.notBefore.getTime()) / 86_400_000).toBe(100)
    const lint = await runCommand(
      ["certificate", "lint", "chain/cert.pem", "--key", "chain/private_key.pem"].concat([
        "--ca-bundle",
        "chain/ca.pem",
        "--strict",
      ]),
      { folder, now: NOW },
    )
    expect(lint.exitCode, lint.stdout).toBe(0)
  })

  it.each([0, 5])("of depth %i holds too", async (depth) => {
    await pki("chain", "--depth", String(depth), "--bits", "1024", "--out", `deep-${depth}`)
    const args = ["--cert", `deep-${depth}/cert.pem`, "--ca-file", `deep-${depth}/ca.pem`]
    const verify = await runCommand(["chain", "verify", ...args], { folder, now: NOW })
    expect(verify.stdout).toBe("OK\n")
  })

  it("never overwrites a file", async () => {
    const before = await readFile(join(folder, "chain/private_key.pem"), "utf8")
    expect((await pki("chain", "--out", "chain")).exitCode).toBe(2)
    expect(await readFile(join(folder, "chain/private_key.pem"), "utf8")).toBe(before)
  })
})

describe("gir pki renew", () => {
  it("keeps name, extensions and key, and says that the key is the same", async () => {
    const files = ["--cert", "chain/cert.pem", "--key", "chain/private_key.pem"]
    const run = await pki("renew", ...files, ...CA, "--out", "renewed")
    expect(run.stdout).toContain("renewed, not re-keyed")
    const [old, renewed] = [
      await certificate("chain/cert.pem"),
      await certificate("renewed/cert.pem"),
    ]
    expect(renewed.publicKeySha256).toBe(old.publicKeySha256)
    expect(Buffer.from(renewed.subject.der)).toEqual(Buffer.from(old.subject.der))
    expect(renewed.serialNumber).not.toBe(old.serialNumber)
    expect([...renewed.extensions.keys()].toSorted()).toEqual([...old.extensions.keys()].toSorted())
    expect(await readdir(join(folder, "renewed"))).toEqual(["cert.pem"])
  })

  it("makes a new key when it is asked to", async () => {
    const files = ["--cert", "chain/cert.pem", "--key", "chain/private_key.pem"]
    await pki("renew", ...files, ...CA, "--new-key", "--bits", "3072", "--out", "rekeyed")
    const [old, rekeyed] = [
      await certificate("chain/cert.pem"),
      await certificate("rekeyed/cert.pem"),
    ]
    expect(rekeyed.publicKeySha256).not.toBe(old.publicKeySha256)
    expect(rekeyed.keyBits).toBe(3_072)
  })

  it("lets a self-signed certificate sign itself, and a CA's only with the CA", async () => {
    await pki("self-signed", "--out", "self", "--not-before", "2027-01-01", "--days", "30")
    const self = ["--cert", "self/cert.pem", "--key", "self/private_key.pem"]
    expect((await pki("renew", ...self, "--out", "self-again")).exitCode).toBe(0)
    const again = await certificate("self-again/cert.pem")
    expect(isIssuedWith(again, again.publicKey)).toBe(true)
    expect((await certificate("self/cert.pem")).notBefore.toISOString()).toBe(
      "2027-01-01T00:00:00.000Z",
    )
    const ofCa = ["--cert", "chain/cert.pem", "--key", "chain/private_key.pem"]
    const refused = await pki("renew", ...ofCa, "--out", "never")
    expect(refused).toMatchObject({ exitCode: 2 })
    expect(refused.stderr).toContain("--ca FILE --ca-key FILE")
  })

  it("refuses a key that is another certificate's", async () => {
    const files = ["--cert", "chain/cert.pem", "--key", "chain/root_ca.key"]
    const refused = await pki("renew", ...files, ...CA, "--out", "never")
    expect(refused.stderr).toContain("error[ERR_X509_KEY_MISMATCH]: ")
    expect(refused.exitCode).toBe(2)
  })
})

describe("gir pki cross-sign", () => {
  it("makes a CA certificate of the same key under another root", async () => {
    await pki("chain", "--depth", "0", "--common-name", "Other", "--out", "other")
    const other = ["--ca", "other/root_ca.pem", "--ca-key", "other/root_ca.key"]
    await pki("cross-sign", "--cert", "chain/crt_inter2.pem", ...other, "--out", "cross")
    const cross = await certificate("cross/cross_signed.pem")
    const verdict = validateChain({
      certificate: await certificate("chain/cert.pem"),
      caCertificates: [await certificate("other/root_ca.pem")],
      intermediates: [cross],
      at: NOW,
    })
    expect(verdict).toMatchObject({ isTrusted: true })
  })
})

describe("gir pki issue", () => {
  it("signs with a CA of the user's, and prints paths and dates", async () => {
    const run = await pki(
      "issue",
      ...CA,
      "--common-name",
      "Cert1 User",
      "--email",
      "a@b.example",
      "--out",
      "one",
    )
    const lines = run.stdout.trimEnd().split("\n")
    expect(lines[0]).toMatch(
      /one\/cert\.pem {2}Cert1 User, serial [0-9A-F]{32}, 2026-10-31 to 2028-10-30$/,
    )
    expect(lines[1]).toMatch(/one\/private_key\.pem$/)
  })

  it.each([
    ["--bits", "512"],
    ["--days", "0"],
    ["--serial", "xyz"],
    ["--not-before", "yesterday"],
  ])("refuses %s %s before anything is written", async (option, value) => {
    const refused = await pki("self-signed", option, value, "--out", "never")
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
    expect(await readdir(folder)).not.toContain("never")
  })
})
