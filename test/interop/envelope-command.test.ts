import { execFileSync, spawn, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { buffer, text } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"

const GIR = fileURLToPath(new URL("../../services/simulator/bin/gir.js", import.meta.url))
const CONTENT = randomBytes(2_500_000)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-command-"))
  openssl("req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.pem -days 30 -subj /CN=A")
  writeFileSync(join(folder, "clear"), CONTENT)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function openssl(line: string): Buffer {
  return execFileSync("openssl", line.split(" "), {
    cwd: folder,
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", "ignore"],
  })
}

function start(line: string): ChildProcess {
  return spawn(process.execPath, [GIR, "envelope", ...line.split(" ")], { cwd: folder })
}

interface Ran {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

async function gir(line: string, input: Uint8Array = Buffer.alloc(0)): Promise<Ran> {
  const child = start(line)
  child.stdin!.on("error", () => undefined)
  child.stdin!.end(input)
  const [stdout, stderr, [exitCode]] = await Promise.all([
    buffer(child.stdout!),
    text(child.stderr!),
    once(child, "close") as Promise<[number]>,
  ])
  return { exitCode, stdout, stderr }
}

describe("the gir envelope command, and OpenSSL", () => {
  it.each(["--profile classic", "--profile modern", "--cipher aes128-cbc --outform pem"])(
    "openssl cms opens what it writes to a pipe: %s",
    async (options) => {
      const { stdout, exitCode } = await gir(
        `encrypt --cert a.pem ${options} --in - --out -`,
        CONTENT,
      )
      expect(exitCode).toBe(0)
      writeFileSync(join(folder, "piped"), stdout)
      const form = options.includes("pem") ? "PEM" : "DER"
      const opened = openssl(`cms -decrypt -binary -inform ${form} -in piped -inkey a.key`)
      expect(opened.equals(CONTENT)).toBe(true)
    },
  )

  it.each([
    "-aes256 -outform DER",
    "-aes256 -outform DER -stream -indef",
    "-aes128 -outform PEM -keyid",
    "-aes-256-gcm -outform DER -stream -indef",
    "-aes256 -outform SMIME -stream",
    "-des3 -outform SMIME",
  ])("it opens what openssl cms writes: %s", async (options) => {
    openssl(`cms -encrypt -binary ${options} -in clear -out theirs a.pem`)
    const opened = await gir(
      "decrypt --key a.key --in - --out -",
      readFileSync(join(folder, "theirs")),
    )
    expect([opened.exitCode, opened.stderr.includes("error[")]).toEqual([0, false])
    expect(opened.stdout.equals(CONTENT)).toBe(true)
  })

  it.each([
    "-aes256 -outform DER",
    "-aes256 -outform DER -stream -indef",
    "-aes-256-gcm -outform DER",
  ])("inspect has the offset and length of every value that asn1parse has: %s", async (options) => {
    openssl(`cms -encrypt -binary ${options} -in clear -out theirs a.pem`)
    const theirs = openssl("asn1parse -inform DER -in theirs").toString("latin1")
    const { stdout } = await gir("inspect theirs --json --all")
    const { nodes } = JSON.parse(stdout.toString()) as {
      nodes: { offset: number; headerBytes: number; contentBytes: number | null; depth: number }[]
    }
    const lines = [...theirs.matchAll(/^\s*(\d+):d=(\d+)\s+hl=(\d+)\s+l=\s*(\d+|inf)/gm)]
    expect(lines.length).toBeGreaterThan(15)
    const ours = nodes.map((node) => [
      `${node.offset}`,
      `${node.depth}`,
      `${node.headerBytes}`,
      `${node.contentBytes ?? "inf"}`,
    ])
    expect(ours).toEqual(
      lines.map(([, offset, depth, header, length]) => [offset, depth, header, length]),
    )
  })
})

describe("the gir envelope command as a process", () => {
  it("writes nothing to standard output when the last byte of a modern file is wrong", async () => {
    await gir("encrypt --cert a.pem --profile modern --in clear --out modern --force")
    const changed = readFileSync(join(folder, "modern"))
    changed[changed.length - 1]! ^= 1
    const { exitCode, stdout, stderr } = await gir("decrypt --key a.key --in - --out -", changed)
    expect([exitCode, stdout.length]).toEqual([1, 0])
    expect(stderr.match(/error\[\w+\]/g)).toEqual(["error[ERR_CMS_DECRYPTION_FAILED]"])
  })

  it("releases verified segments only, when a later one was changed", async () => {
    await gir("encrypt --cert a.pem --in clear --out stored --digests digests --force")
    const changed = readFileSync(join(folder, "stored"))
    changed[2_000_000]! ^= 1
    const line = "decrypt --key a.key --digests digests --policy strict --in - --out -"
    const { exitCode, stdout, stderr } = await gir(line, changed)
    expect([exitCode, stderr.includes("ERR_CMS_SEGMENT_DIGEST")]).toEqual([1, true])
    expect(stdout.length).toBeLessThanOrEqual(1_048_576)
    expect(stdout.equals(CONTENT.subarray(0, stdout.length))).toBe(true)
  })

  it("leaves no file at Ctrl-C", async () => {
    const child = start("encrypt --cert a.pem --in - --out half")
    child.stdin!.on("error", () => undefined).write(CONTENT)
    const hasBegun = (): boolean => readdirSync(folder).some((name) => name.endsWith(".part"))
    while (!hasBegun() && child.exitCode === null) await pause(10)
    child.kill("SIGINT")
    const [exitCode] = (await once(child, "close")) as [number | null]
    expect(exitCode).toBe(130)
    expect(readdirSync(folder).filter((name) => /\.part$|^half$/.test(name))).toEqual([])
  })

  it("says that a full device is the environment's fault", async () => {
    const { exitCode, stderr } = await gir("encrypt --cert a.pem --in clear --out /dev/full")
    expect([exitCode, stderr.includes("error[ERR_CLI_OUTPUT_FAILED]")]).toEqual([3, true])
  })

  it("inspects a small file within 5 times what node needs to start", async () => {
    await gir("encrypt --cert a.pem --in a.pem --out small --force")
    const ratios: number[] = []
    for (let round = 0; round < 9; round += 1) {
      const node = runMs(["-e", "0"])
      ratios.push(runMs([GIR, "envelope", "inspect", "small"]) / node)
    }
    expect(ratios.toSorted((a, b) => a - b)[4]).toBeLessThan(5)
  })

  it("measures itself, and reports ratios", async () => {
    const { exitCode, stdout } = await gir("bench --json --only range --size 4")
    expect(exitCode).toBe(0)
    const { figures } = JSON.parse(stdout.toString()) as {
      figures: { ratio: number; ratios: number[]; segmentsRead: number }[]
    }
    for (const { ratio, ratios, segmentsRead } of figures) {
      expect([ratio > 0, ratios.length, segmentsRead <= 3]).toEqual([true, 5, true])
    }
  })
})

function runMs(args: readonly string[]): number {
  const start = performance.now()
  execFileSync(process.execPath, args, { cwd: folder, stdio: "ignore" })
  return performance.now() - start
}
