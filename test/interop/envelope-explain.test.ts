import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGir, type GirRun } from "../harness/run-gir.ts"
import { contentOf, opensslVersion } from "./openssl.ts"

const CONTENT = contentOf(70_001)

/** Lines of a shell, as they are printed: what a person copies. */
function shell(line: string, cwd: string): Buffer {
  return execFileSync("sh", ["-c", line], {
    cwd,
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "pipe"],
  })
}

describe.skipIf(opensslVersion === null)("gir envelope explain, and OpenSSL", () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-explain-"))
    const make = (name: string): Buffer =>
      shell(
        `openssl req -x509 -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.pem -days 30 -subj /CN=${name}`,
        folder,
      )
    for (const name of ["A", "B", "C"]) make(name)
    writeFileSync(join(folder, "clear"), CONTENT)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const encrypt = (file: string, options: string): Buffer =>
    shell(`openssl cms -encrypt -binary -outform DER -in clear -out ${file} ${options}`, folder)
  const explain = (...args: string[]): Promise<GirRun> =>
    runGir(["envelope", "explain", ...args], { folder })

  it.each(["-aes-256-cbc", "-aes-128-cbc"])(
    "prints the session key that openssl cms has used: openssl enc decrypts with it (%s)",
    async (cipher) => {
      encrypt("call.p7m", `${cipher} A.pem B.pem`)
      const { stdout, exitCode } = await explain("call.p7m", "--key", "B.key", "--show-secrets")
      expect(exitCode).toBe(0)
      const [, cek] = /^ +CEK: ([0-9A-F]+)$/m.exec(stdout) ?? []
      const [, line] = /^ +\$ (.*openssl enc -d .*)$/m.exec(stdout) ?? []
      expect(line).toContain(`-K ${cek}`)
      expect(shell(line ?? "", folder).equals(CONTENT)).toBe(true)
      const first = CONTENT.subarray(0, 16).toString("hex").toUpperCase()
      expect(stdout).toContain(`First block, decrypted: ${first}`)
      expect(stdout).toContain("[1] opens with this key")
    },
  )

  it("says of a tag whether it fits, with RSAES-OAEP, and shows the block as openssl pkeyutl does", async () => {
    encrypt("tag.p7m", "-aes-256-gcm -recip A.pem -keyopt rsa_padding_mode:oaep")
    const { stdout } = await explain("tag.p7m", "--key", "A.key", "--show-secrets")
    expect(stdout).toContain("tag of 16 bytes over all of it: equal to mac")
    const [, block = ""] = /RSA block: ([0-9A-F]+)/.exec(stdout) ?? []
    const [, line = ""] = /^ +\$ (.*pkeyutl .*) -hexdump$/m.exec(stdout) ?? []
    expect(shell(line, folder).toString("hex").toUpperCase()).toBe(block)
    const bytes = readFileSync(join(folder, "tag.p7m"))
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(join(folder, "flipped.p7m"), bytes)
    const flipped = await explain("flipped.p7m", "--key", "A.key")
    expect(flipped.exitCode).toBe(1)
    expect(flipped.stderr).toContain("ERR_CMS_DECRYPTION_FAILED")
  })

  it("shows no secret without the flag, and takes no other key", async () => {
    encrypt("quiet.p7m", "-aes-256-cbc A.pem")
    const told = await explain("quiet.p7m", "--key", "A.key", "--show-secrets")
    const quiet = await explain("quiet.p7m", "--key", "A.key")
    const secrets = [...told.stdout.matchAll(/(?:CEK|RSA block|decrypted): ([0-9A-F]+)/g)]
    expect(secrets).toHaveLength(3)
    for (const [, secret = ""] of secrets) expect(quiet.stdout).not.toContain(secret)
    expect((await explain("quiet.p7m", "--key", "C.key")).exitCode).toBe(1)
    expect((await explain("quiet.p7m", "--show-secrets")).exitCode).toBe(2)
  })

  it("leads a recipient to its certificate, and its fields to the same bytes", async () => {
    encrypt("tree.p7m", "-aes-256-cbc A.pem B.pem")
    const { stdout } = await explain("tree.p7m", "--cert", "B.pem", "--json")
    const { nodes, recipients } = JSON.parse(stdout) as {
      readonly nodes: readonly { readonly field: string; readonly openssl: string }[]
      readonly recipients: readonly { readonly certificate: string | null }[]
    }
    expect(recipients.map(({ certificate }) => certificate)).toEqual([null, "B.pem"])
    for (const { openssl } of nodes) expect(shell(openssl, folder).length).toBeGreaterThan(0)
    const fields = nodes.map(({ field }) => field)
    expect(fields).toEqual(
      expect.arrayContaining(["[1] KeyTransRecipientInfo", "encryptedContent"]),
    )
  })
})
