import { createHash, randomBytes } from "node:crypto"
import { rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { PassThrough } from "node:stream"
import { openOutput } from "../src/envelope/output-file.ts"
import { openWorkbench, type Workbench } from "./envelope-workbench.ts"

const CONTENT = randomBytes(3 * 1024 * 1024 + 17)

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
  await bench.write("clear", CONTENT)
})
afterAll(() => bench.remove())
afterEach(async () => {
  for (const name of await bench.made()) await rm(join(bench.folder, name), { recursive: true })
})

async function encrypt(name: string, options = "--cert A.pem --cert B.pem"): Promise<void> {
  const { exitCode } = await bench.gir(`envelope encrypt ${options} --in clear --out ${name}`)
  expect(exitCode).toBe(0)
}

describe("gir envelope encrypt and decrypt", () => {
  it.each([
    "--profile classic",
    "--profile modern",
    "--cipher aes128-cbc --key-transport oaep-sha1",
    "--cipher aes192-gcm --recipient-id ski",
    "--outform pem",
    "--profile modern --outform pem --key-transport oaep-sha512",
  ])("give the file back: %s", async (options) => {
    await encrypt("e", `--cert A.pem --cert B.pem ${options}`)
    for (const key of ["--key A.key --cert A.pem", "--key B.key"]) {
      const { exitCode, code } = await bench.gir(`envelope decrypt ${key} --in e --out o --force`)
      expect([exitCode, code]).toEqual([0, null])
      expect((await bench.read("o")).equals(CONTENT)).toBe(true)
    }
  })

  it("warn that CBC without digests is not verified, and refuse it under --policy strict", async () => {
    await encrypt("e")
    const compat = await bench.gir("envelope decrypt --key A.key --in e --out o")
    expect(compat.err).toMatch(/AES-256-CBC has no integrity/)
    const strict = await bench.gir("envelope decrypt --key A.key --policy strict --in e --out s")
    expect(strict).toMatchObject({ exitCode: 1, code: "ERR_CMS_UNAUTHENTICATED_CONTENT" })
    expect(await bench.made()).not.toContain("s")
  })

  it("make a private file, and never overwrite one without --force", async () => {
    await encrypt("e")
    await bench.gir("envelope decrypt --key A.key --in e --out o")
    expect((await stat(join(bench.folder, "o"))).mode & 0o777).toBe(0o600)
    const again = await bench.gir("envelope decrypt --key A.key --in e --out o")
    expect(again).toMatchObject({ exitCode: 2, code: "ERR_CLI_FILE_EXISTS" })
  })

  it("read a range as HTTP counts it", async () => {
    await encrypt("e", "--cert A.pem --digests d")
    const range = (span: string): Promise<{ exitCode: number; code: string | null }> =>
      bench.gir(`envelope decrypt --key A.key --digests d --range ${span} --in e --out o --force`)
    expect((await range("1048570-1048590")).exitCode).toBe(0)
    expect((await bench.read("o")).equals(CONTENT.subarray(1_048_570, 1_048_591))).toBe(true)
    expect((await range(`${CONTENT.length - 3}-`)).exitCode).toBe(0)
    expect((await bench.read("o")).equals(CONTENT.subarray(-3))).toBe(true)
    expect(await range(`${CONTENT.length}-`)).toMatchObject({ exitCode: 2, code: "ERR_CMS_RANGE" })
    expect(await range("9-3")).toMatchObject({ exitCode: 2, code: "ERR_CLI_USAGE" })
  })

  it("find a changed byte by the digests, and leave no file", async () => {
    await encrypt("e", "--cert A.pem --digests d")
    const stored = await bench.read("e")
    stored[stored.length - 100]! ^= 1
    await bench.write("changed", stored)
    const result = await bench.gir(
      "envelope decrypt --key A.key --digests d --policy strict --in changed --out o",
    )
    expect(result).toMatchObject({ exitCode: 1, code: "ERR_CMS_SEGMENT_DIGEST" })
    expect(await bench.made()).toEqual(["d", "e"])
  })

  it("take the digests of PEM text from the text", async () => {
    await encrypt("e", "--cert A.pem --outform pem --digests d")
    const line = "envelope decrypt --key A.key --digests d --policy strict --in e --out o"
    expect(await bench.gir(line)).toMatchObject({ exitCode: 0, code: null })
    expect((await bench.read("o")).equals(CONTENT)).toBe(true)
  })

  it.each([
    ["--key C.key --cert C.pem --in e", 1, "ERR_CMS_NO_RECIPIENT"],
    ["--key C.key --in e", 1, "ERR_CMS_DECRYPTION_FAILED"],
    ["--key C.key --cert A.pem --in e", 2, "ERR_X509_KEY_MISMATCH"],
    ["--key A.key --in clear", 2, "ERR_CLI_NOT_AN_ENVELOPE"],
    ["--key A.key --in nowhere", 2, "ERR_CLI_INPUT_UNREADABLE"],
    ["--key A.key --in .", 2, "ERR_CLI_INPUT_UNREADABLE"],
    ["--key A.key --in e --digests A.pem", 2, "ERR_CLI_DIGESTS_UNREADABLE"],
    ["--key A.pem --in e", 2, "ERR_X509_KEY_NOT_FOUND"],
    ["--key A.key --in e --policy lax", 2, "ERR_CLI_USAGE"],
    ["--in e", 2, "ERR_CLI_USAGE"],
  ] as const)("%s: exit %d, %s, no file", async (options, exitCode, code) => {
    await encrypt("e")
    const result = await bench.gir(`envelope decrypt ${options} --out o`)
    expect(result).toMatchObject({ exitCode, code })
    expect(await bench.made()).toEqual(["e"])
  })

  it("name the missing folder of the output", async () => {
    const result = await bench.gir("envelope encrypt --cert A.pem --in clear --out no/o")
    expect(result).toMatchObject({ exitCode: 2, code: "ERR_CLI_USAGE" })
  })

  it("keep binary data off a terminal, and let PEM through", async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true })
    const options = { path: "-", folder: bench.folder, output: terminal, force: false }
    await expect(openOutput({ ...options, isText: false })).rejects.toMatchObject({
      code: "ERR_CLI_USAGE",
    })
    await expect(openOutput({ ...options, isText: true })).resolves.toBeDefined()
  })

  it("leave nothing behind when they are interrupted", async () => {
    await encrypt("e", "--cert A.pem --profile modern")
    const interruption = new AbortController()
    const running = bench.gir("envelope decrypt --key A.key --in e --out o", interruption.signal)
    interruption.abort()
    await running
    expect(await bench.made()).toEqual(["e"])
  })
})

describe("gir envelope rewrap", () => {
  it("replaces a recipient and keeps every byte of the content", async () => {
    await encrypt("e", "--cert A.pem --profile modern")
    const line = "envelope rewrap --key A.key --add C.pem --remove A.pem --in e --out r --digests d"
    const { exitCode, err } = await bench.gir(line)
    expect([exitCode, err]).toEqual([0, expect.stringContaining("content unchanged")])
    const [before, after] = [await bench.read("e"), await bench.read("r")]
    expect(sha256(after.subarray(-CONTENT.length))).toBe(sha256(before.subarray(-CONTENT.length)))
    const opened = await bench.gir(
      "envelope decrypt --key C.key --cert C.pem --digests d --policy strict --in r --out o",
    )
    expect(opened.exitCode).toBe(0)
    expect((await bench.read("o")).equals(CONTENT)).toBe(true)
    const old = await bench.gir("envelope decrypt --key A.key --cert A.pem --in r --out x")
    expect(old).toMatchObject({ exitCode: 1, code: "ERR_CMS_NO_RECIPIENT" })
  })

  it("may replace the file itself, in one step", async () => {
    await encrypt("e", "--cert A.pem")
    const line = "envelope rewrap --key A.key --add B.pem --in e --out e"
    expect((await bench.gir(line)).exitCode).toBe(0)
    expect((await bench.gir("envelope decrypt --key B.key --in e --out o")).exitCode).toBe(0)
  })

  it("refuses to remove a stranger, or everybody, or nobody", async () => {
    await encrypt("e", "--cert A.pem")
    const rewrap = (options: string): Promise<{ exitCode: number; code: string | null }> =>
      bench.gir(`envelope rewrap --key A.key ${options} --in e --out r`)
    expect(await rewrap("--remove B.pem")).toMatchObject({ code: "ERR_CMS_NO_RECIPIENT" })
    expect(await rewrap("--remove A.pem")).toMatchObject({ code: "ERR_CMS_RECIPIENT_COUNT" })
    expect(await rewrap("")).toMatchObject({ exitCode: 2, code: "ERR_CLI_USAGE" })
    expect(await bench.made()).toEqual(["e"])
  })
})

describe("gir envelope inspect", () => {
  it("needs no key and names recipients and positions", async () => {
    await encrypt("e")
    const { out, exitCode } = await bench.gir("envelope inspect e")
    expect(exitCode).toBe(0)
    expect(out).toContain("CMS EnvelopedData (RFC 5652) · AES-256-CBC · 2 recipients")
    expect(out).toContain(`serial ${bench.certificates.A.serialNumber}`)
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it("lists nodes that tile the file, also of indefinite length", async () => {
    await encrypt("e", "--cert A.pem --outform pem")
    await bench.gir("envelope rewrap --key A.key --add B.pem --in e --out r")
    const { out } = await bench.gir("envelope inspect r --json --all")
    const { nodes, envelopeBytes } = JSON.parse(out) as {
      envelopeBytes: number
      nodes: { offset: number; totalBytes: number; headerBytes: number; isConstructed: boolean }[]
    }
    expect(nodes[0]).toMatchObject({ offset: 0, totalBytes: envelopeBytes })
    for (const [index, node] of nodes.entries()) {
      const next = node.isConstructed ? node.headerBytes : node.totalBytes
      expect(nodes[index + 1]?.offset ?? envelopeBytes).toBe(node.offset + next)
    }
  })

  it("shows a broken envelope as far as it goes, as one JSON document", async () => {
    await encrypt("e")
    await bench.write("cut", (await bench.read("e")).subarray(0, 300))
    const { out, exitCode, code } = await bench.gir("envelope inspect cut --json")
    expect([exitCode, code]).toEqual([1, "ERR_CMS_MALFORMED"])
    const document = JSON.parse(out) as { verdict: string; errors: { code: string }[] }
    expect(document.errors.map((error) => error.code)).toEqual(["ERR_CMS_MALFORMED"])
  })
})

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
