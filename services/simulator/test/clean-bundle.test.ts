import { issueCertificate, type IssuedCertificate } from "@gir/x509"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { daysFromNow, keyPair, NOW } from "./drawn-files.ts"
import { runCommand, type CommandRun } from "./run-command.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-clean-"))
})
afterAll(() => rm(folder, { recursive: true }))

let written = 0

async function clean(content: string): Promise<CommandRun & { readonly text: string | null }> {
  written += 1
  const out = `clean-${written}.pem`
  await writeFile(join(folder, "in.pem"), content)
  const args = ["certificate", "clean-bundle", "in.pem", "--out", out]
  const run = await runCommand(args, { folder, now: NOW })
  const text = await readFile(join(folder, out), "utf8").catch(() => null)
  return { ...run, text }
}

function ca(name: string, issuer: IssuedCertificate | null, toDays = 900): IssuedCertificate {
  const { publicKey, privateKey } = keyPair("root")
  const content = {
    subject: { commonName: name },
    role: "ca" as const,
    notBefore: daysFromNow(-100),
    notAfter: daysFromNow(toDays),
  }
  return issuer === null
    ? issueCertificate({ ...content, issuer: "self", privateKey })
    : issueCertificate({
        ...content,
        issuer: { certificatePem: issuer.pem, privateKey },
        publicKey,
      })
}

const root = ca("Root", null)
const inter1 = ca("Inter 1", root)
const inter2 = ca("Inter 2", inter1)
const right = inter2.pem + inter1.pem + root.pem
const key = keyPair("rsa").privateKey.export({ format: "pem", type: "pkcs8" }).toString()

describe("gir certificate clean-bundle", () => {
  it.each([
    ["the right order", root.pem + inter1.pem + inter2.pem, "nearest intermediate first"],
    ["Unix line ends", right.replaceAll("\n", "\r\n"), "now Unix line ends"],
    ["no other text", `CA file\n${inter2.pem}\nof us\n${inter1.pem}${root.pem}`, "left out"],
    ["no byte order mark", `\uFEFF${right}`, "left out"],
    ["each certificate once", inter2.pem + right + root.pem, "left out"],
    ["markers on their own lines", right.replaceAll("\n-----BEGIN", "-----BEGIN"), "own"],
    ["a last line end", right.trimEnd(), "64 characters a line"],
    ["lines of 64 characters", inLinesOf76(right), "64 characters a line"],
  ])("writes %s, and says what it changed", async (_, content, told) => {
    const { exitCode, stdout, text } = await clean(content)
    expect({ exitCode, text }).toEqual({ exitCode: 0, text: right })
    expect(stdout).toContain(told)
    expect(stdout).toContain("3 certificates")
  })

  it("leaves a clean file as it is, and says so", async () => {
    const { stdout, text } = await clean(right)
    expect(text).toBe(right)
    expect(stdout).toContain("nothing had to be changed")
  })

  it("puts the certificate that is valid longest before a stale one of the same CA", async () => {
    const stale = ca("Inter 2", inter1, -5)
    const { text } = await clean(stale.pem + right)
    expect(text).toBe(inter2.pem + stale.pem + inter1.pem + root.pem)
  })

  it.each([
    ["a private key", right + key, "ERR_X509_BUNDLE_PRIVATE_KEY"],
    ["a damaged certificate", right.replace(/\nMII/, "\nAAAA"), "ERR_X509_PEM_MALFORMED"],
    ["half a certificate", right.slice(0, -200), "ERR_X509_PEM_MALFORMED"],
    [
      "a request",
      `${right}-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n`,
      "ERR_X509_REQUEST_NOT_CERTIFICATE",
    ],
    ["nothing", "", "ERR_X509_BUNDLE_EMPTY"],
  ])("refuses a file with %s, and writes nothing", async (_, content, code) => {
    const { exitCode, stdout, stderr, text } = await clean(content)
    expect({ exitCode, text }).toEqual({ exitCode: 2, text: null })
    expect(stderr).toContain(`error[${code}]: `)
    for (const line of key.split("\n").filter(({ length }) => length > 40)) {
      expect(stdout + stderr).not.toContain(line)
    }
  })

  it("never overwrites a file", async () => {
    await writeFile(join(folder, "in.pem"), right)
    await writeFile(join(folder, "there.pem"), "mine")
    const args = ["certificate", "clean-bundle", "in.pem", "--out", "there.pem"]
    const run = await runCommand(args, { folder, now: NOW })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain("error[ERR_CLI_FILE_EXISTS]: ")
    expect(await readFile(join(folder, "there.pem"), "utf8")).toBe("mine")
  })
})

function inLinesOf76(pem: string): string {
  return pem.replace(/(?<=-----\n)[^-]+(?=-----END)/g, (body) =>
    body.replaceAll("\n", "").replace(/.{1,76}/g, "$&\n"),
  )
}
