import { seededRandom } from "@gir/sim"
import { issueCertificate, type IssueCertificateOptions, type IssuedCertificate } from "@gir/x509"
import { execFile, spawnSync } from "node:child_process"
import type { KeyObject } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { daysFromNow, keyPair, NOW } from "./drawn-files.ts"
import { runCommand, type CommandRun } from "./run-command.ts"

const CASES = 80
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-chain-"))
})
afterAll(() => rm(folder, { recursive: true }))

const VERIFY = ["chain", "verify", "--cert", "leaf.pem", "--ca-file", "ca.pem"]
const run = (...args: readonly string[]): Promise<CommandRun> =>
  runCommand(args, { folder, now: NOW })

interface Signer {
  readonly made: IssuedCertificate
  readonly privateKey: KeyObject
}

interface LinkOptions {
  readonly name: string
  readonly issuer: Signer | null
  readonly role?: "ca" | "recording"
  readonly fromDays?: number
  readonly toDays?: number
  readonly pathLength?: number
  readonly extensions?: IssueCertificateOptions["extensions"]
}

function link(options: LinkOptions): Signer {
  const { name, issuer, role = "ca", fromDays = -100, toDays = 1_000, pathLength } = options
  const keys = keyPair(role === "recording" ? "rsa" : name.startsWith("Root") ? "root" : "inter")
  const content = {
    subject: { commonName: name },
    role,
    notBefore: daysFromNow(fromDays),
    notAfter: daysFromNow(toDays),
    ...(pathLength === undefined ? {} : { pathLength }),
    extensions: options.extensions ?? [],
  }
  const made =
    issuer === null
      ? issueCertificate({ ...content, issuer: "self", privateKey: keys.privateKey })
      : issueCertificate({
          ...content,
          issuer: { certificatePem: issuer.made.pem, privateKey: issuer.privateKey },
          publicKey: keys.publicKey,
        })
  return { made, privateKey: keys.privateKey }
}

interface DrawnChain {
  readonly name: string
  readonly leaf: string
  readonly ca: string
  readonly untrusted: string
}

/** A chain of up to four CAs; one of them, or none, has a fault. */
function drawChain(seed: number): DrawnChain {
  const random = seededRandom(seed)
  const roll = (count: number): number => Math.floor(random.next() * count)
  const depth = roll(4)
  const faulty = roll(depth + 2)
  const fault = FAULTS[roll(FAULTS.length)]!
  const links = [link({ name: `Root ${seed}`, issuer: null, ...(faulty === 0 ? fault[1] : {}) })]
  for (let at = 1; at <= depth; at += 1) {
    const twist = faulty === at ? fault[1] : {}
    links.unshift(link({ name: `Inter ${seed}.${at}`, issuer: links[0]!, ...twist }))
  }
  const twist = faulty === depth + 1 && fault[1].role === undefined ? fault[1] : {}
  const leaf = link({ name: `Leaf ${seed}`, issuer: links[0]!, ...twist, role: "recording" })
  const pems = links.map(({ made }) => made.pem)
  const isLost = roll(6) === 0
  const kept = isLost ? pems.filter((_, at) => at !== roll(pems.length)) : pems
  const beside = roll(2) === 0 ? Math.max(0, kept.length - 1) : 0
  return {
    name: `seed ${seed}: ${depth} intermediates, ${fault[0]} at ${faulty}${isLost ? ", one lost" : ""}`,
    leaf: leaf.made.pem,
    ca: kept.slice(beside).join(""),
    untrusted: kept.slice(0, beside).join(""),
  }
}

const FAULTS: readonly (readonly [string, Partial<LinkOptions>])[] = [
  ["nothing", {}],
  ["nothing", {}],
  ["expired", { toDays: -2 }],
  ["not yet valid", { fromDays: 2 }],
  ["pathLen 0", { pathLength: 0 }],
  ["no CA", { role: "recording" }],
]

describe.runIf(hasOpenssl)("gir chain verify beside openssl verify", () => {
  it(`gives the same verdict on ${CASES} drawn chains`, async () => {
    const differences: string[] = []
    const verdicts = new Set<number>()
    for (let seed = 1; seed <= CASES; seed += 1) {
      const drawn = drawChain(seed)
      await writeFile(join(folder, "leaf.pem"), drawn.leaf)
      await writeFile(join(folder, "ca.pem"), drawn.ca || drawn.leaf)
      await writeFile(join(folder, "beside.pem"), drawn.untrusted || drawn.leaf)
      const ours = await run(...VERIFY, "--intermediates", "beside.pem")
      verdicts.add(ours.exitCode)
      const isAccepted = await opensslAccepts()
      const isOneLine = /^(?:OK|ERR_X509_[A-Z_]+: [^\n]+)\n$/.test(ours.stdout)
      if (ours.exitCode === (isAccepted ? 0 : 1) && isOneLine) continue
      differences.push(`${drawn.name}: ${ours.stdout.trim()}, openssl ${isAccepted}`)
    }
    expect(differences).toEqual([])
    expect(verdicts).toEqual(new Set([0, 1]))
  })

  function opensslAccepts(): Promise<boolean> {
    const seconds = String(NOW.getTime() / 1_000)
    const files = ["-CAfile", "ca.pem", "-untrusted", "beside.pem", "leaf.pem"]
    return new Promise((resolve) => {
      const args = ["verify", "-attime", seconds, ...files]
      execFile("openssl", args, { cwd: folder }, (error) => resolve(error === null))
    })
  }
})

describe("gir chain verify", () => {
  const root = link({ name: "Root", issuer: null })
  const inter = link({ name: "Inter", issuer: root })
  const leaf = link({ name: "Leaf", issuer: inter, role: "recording", toDays: 10 })

  async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content)
    }
  }

  it("says OK, also when the intermediates follow the certificate in its file", async () => {
    await write({ "leaf.pem": leaf.made.pem, "ca.pem": inter.made.pem + root.made.pem })
    expect(await run(...VERIFY)).toMatchObject({ exitCode: 0, stdout: "OK\n", stderr: "" })
    await write({ "leaf.pem": leaf.made.pem + inter.made.pem, "ca.pem": root.made.pem })
    expect(await run(...VERIFY)).toMatchObject({ exitCode: 0, stdout: "OK\n" })
  })

  it("only advises where a CA has no key identifier, and refuses it with --strict", async () => {
    const bare = [{ oid: "2.5.29.14", isCritical: false, value: null }]
    const unnamed = link({ name: "Inter bare", issuer: root, extensions: bare })
    const under = link({ name: "Leaf bare", issuer: unnamed, role: "recording" })
    await write({ "leaf.pem": under.made.pem, "ca.pem": unnamed.made.pem + root.made.pem })
    expect(await run(...VERIFY)).toMatchObject({ exitCode: 0, stdout: "OK\n" })
    const strict = await run(...VERIFY, "--strict")
    expect(strict).toMatchObject({ exitCode: 1 })
    expect(strict.stdout).toContain("ERR_X509_PROFILE_ADVICE")
  })

  it.runIf(hasOpenssl)("warns of a chain that holds here and that OpenSSL refuses", async () => {
    // Cross-signed, and the path that comes first leads to a root that has expired.
    const expired = link({ name: "Root expired", issuer: null, toDays: -1 })
    const crossed = link({ name: "Inter twice", issuer: expired })
    const current = link({ name: "Inter twice", issuer: root })
    const under = link({ name: "Leaf twice", issuer: current, role: "recording" })
    const bundle = [crossed, expired, current, root].map(({ made }) => made.pem).join("")
    await write({ "leaf.pem": under.made.pem, "ca.pem": bundle })
    const lint = await run("certificate", "lint", "leaf.pem", "--ca-bundle", "ca.pem", "--json")
    expect(lint.stdout).toContain("ERR_X509_CHAIN_OPENSSL_REFUSES")
  })

  it.each(["2026-11-11T12:00:00Z", "20261111120000Z", "1794398400", "2026-11-11 13:00:00+01:00"])(
    "judges at the time that is given: %s is the last second",
    async (at) => {
      await write({ "leaf.pem": leaf.made.pem, "ca.pem": inter.made.pem + root.made.pem })
      expect((await run(...VERIFY, "--at", at)).stdout).toBe("OK\n")
    },
  )

  it("says the code of an expired certificate a moment later, in JSON too", async () => {
    await write({ "leaf.pem": leaf.made.pem, "ca.pem": inter.made.pem + root.made.pem })
    const late = await run(...VERIFY, "--at", "2026-11-11T12:00:00.001Z", "--json")
    expect(late.exitCode).toBe(1)
    expect(JSON.parse(late.stdout)).toMatchObject({
      schema: "gir.chain/1",
      verdict: "broken",
      code: "ERR_X509_CERTIFICATE_EXPIRED",
      depth: 0,
      errors: [{ code: "ERR_X509_CERTIFICATE_EXPIRED" }],
    })
  })

  it("refuses a certificate whose content cannot be read: exit code 1, not 2", async () => {
    const cut = Buffer.from(leaf.made.certificate.der)
    cut[8] = 0xff
    const pem = `-----BEGIN CERTIFICATE-----\n${cut.toString("base64")}\n-----END CERTIFICATE-----\n`
    await write({ "leaf.pem": pem, "ca.pem": root.made.pem })
    const refused = await run(...VERIFY)
    expect(refused).toMatchObject({ exitCode: 1, stderr: "" })
    expect(refused.stdout).toMatch(/^ERR_X509_CERTIFICATE_MALFORMED: /)
    await write({ "leaf.pem": leaf.made.pem, "ca.pem": inter.made.pem + root.made.pem + pem })
    const beside = await run(...VERIFY)
    expect(beside).toMatchObject({ exitCode: 0, stdout: "OK\n" })
    expect(beside.stderr).toContain("is left out: ")
  })

  it.each([
    ["nothing", "", "ERR_X509_NOT_PEM"],
    ["a private key", keyFile(), "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE"],
    ["a cut block", leaf.made.pem.slice(0, 300), "ERR_X509_PEM_MALFORMED"],
  ])("exit code 2 when the file holds %s", async (_, content, code) => {
    await write({ "leaf.pem": content, "ca.pem": root.made.pem })
    const refused = await run(...VERIFY)
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
    expect(refused.stderr).toContain(`error[${code}]: `)
    await write({ "leaf.pem": leaf.made.pem, "ca.pem": content })
    expect((await run(...VERIFY)).exitCode).toBe(2)
  })

  function keyFile(): string {
    return keyPair("rsa").privateKey.export({ format: "pem", type: "pkcs8" }).toString()
  }
})
