import { type CiphertextSource } from "@gir/cms"
import { openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { isGirError } from "@gir/errors"
import { openPrivateKey, parseCertificate } from "@gir/x509"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGir } from "../harness/run-gir.ts"
import { decodeVector, OUTCOMES, type Vector } from "./generate/kit/vector-file.ts"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const namesIn = (folder: string, suffix: string): string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => basename(name, suffix))

const NAMES = namesIn("data", ".cmsvec")
const KEY_FILE = at("keys/recording.key")
const CERTIFICATE_FILE = at("keys/recording.pem")
const certificate = parseCertificate(readFileSync(CERTIFICATE_FILE, "utf8"))
/** How the stored bytes come: whole, as a network has it, and byte by byte. */
const CHUNK_BYTES = [1 << 20, 100, 1]

function read(name: string): Vector {
  return decodeVector(readFileSync(at(`data/${name}.cmsvec`)))
}

interface Result {
  readonly code: string | null
  readonly released: string
}

async function open({ envelope, policy }: Vector, chunkBytes: number): Promise<Result> {
  const { keyObject: privateKey } = await openPrivateKey(readFileSync(KEY_FILE, "utf8"))
  const keys = [rsaRecipientKey({ certificate, privateKey, rejection: "explicit" })]
  const released = createHash("sha256")
  try {
    const source = sourceOf(envelope, chunkBytes)
    const opened = await openEnvelope(source, { keys, segments: null, policy })
    try {
      for await (const chunk of opened.content() as AsyncIterable<Buffer>) released.update(chunk)
    } finally {
      opened.close()
    }
    return { code: null, released: released.digest("hex") }
  } catch (error) {
    if (!isGirError(error)) throw error
    return { code: error.code, released: released.digest("hex") }
  }
}

function sourceOf(bytes: Uint8Array, chunkBytes: number): CiphertextSource {
  return {
    totalBytes: bytes.length,
    read: async (from, to) => {
      const chunks: Buffer[] = []
      for (let start = from; start < to; start += chunkBytes) {
        chunks.push(Buffer.from(bytes.subarray(start, Math.min(start + chunkBytes, to))))
      }
      return Readable.from(chunks, { objectMode: false })
    },
  }
}

describe("the vectors", () => {
  it("are each made by a script of the same name", () => {
    expect(NAMES).toEqual(namesIn("generate", ".ts"))
    expect(NAMES.length).toBeGreaterThan(40)
  })

  it("have every outcome among them", () => {
    expect(new Set(NAMES.map((name) => read(name).expect))).toEqual(new Set(Object.keys(OUTCOMES)))
  })
})

describe.each(NAMES)("%s", (name) => {
  const vector = read(name)

  it.each(CHUNK_BYTES)(`ends as ${vector.expect} in chunks of %i bytes`, async (chunkBytes) => {
    const { released } = vector
    expect(await open(vector, chunkBytes)).toEqual({ code: OUTCOMES[vector.expect], released })
  })
})

describe("gir envelope decrypt", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gir-vectors-"))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(NAMES)("of %s ends with one code and no file, or with the content", async (name) => {
    const { expect: outcome, policy, envelope, released } = read(name)
    const [input, out] = [`${name}.p7m`, `${name}.out`]
    await writeFile(join(folder, input), envelope)
    const owner = ["--key", KEY_FILE, "--cert", CERTIFICATE_FILE, "--policy", policy]
    const run = await runGir(["envelope", "decrypt", ...owner, "--in", input, "--out", out], {
      folder,
    })
    const code = OUTCOMES[outcome]
    if (code === null) {
      expect(run.exitCode, run.stderr).toBe(0)
      const content = await readFile(join(folder, out))
      expect(createHash("sha256").update(content).digest("hex")).toBe(released)
      return
    }
    expect([1, 2], run.stderr).toContain(run.exitCode)
    expect(run.stderr.match(/ERR_[A-Z0-9_]+/g)).toContain(code)
    expect(run.stderr.match(/^error\[/gm)).toHaveLength(1)
    expect(run.stdout).toBe("")
    expect((await readdir(folder)).filter((file) => file.startsWith(`${name}.`))).toEqual([input])
  })
})
