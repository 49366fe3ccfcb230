import { execFileSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { filesContaining } from "../harness/find-bytes.ts"
import { isInstalled } from "../harness/optional-part.ts"
import { EACH_PROCESS, runGir, type GirRun } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { pcm16Wav } from "../harness/wav-file.ts"

const hasOpenssl = isInstalled("openssl", {
  suite: "decryption by OpenSSL (test/e2e/demo.test.ts)",
  probe: "version",
})

interface DemoDocument {
  readonly verdict: string
  readonly exitCode: number
  readonly counts: Record<string, number>
  readonly report: string
  readonly recordings: readonly {
    readonly recordingId: string
    readonly mediaFiles: readonly {
      readonly mediaId: string
      readonly kind: string
      readonly storageKey: string
      readonly isEncrypted: boolean
      readonly ciphertextBytes: number
      readonly plaintextBytes: number
      readonly recipients: readonly { readonly serialNumber: string }[]
      readonly fingerprintBefore: { readonly kind: string; readonly sha256: string }
      readonly playbacks: readonly { readonly moment: string; readonly status: string }[]
    }[]
  }[]
}

/** Two seconds of a quiet tone with 32 random bytes in the middle: what must be found nowhere. */
function audioWithCanary(canary: Uint8Array): Buffer {
  const samples = Int16Array.from({ length: 32_000 }, (_, i) => Math.round(800 * Math.sin(i / 9)))
  Buffer.from(samples.buffer).set(canary, 20_000)
  return pcm16Wav(samples, { channels: 2, sampleRate: 8_000 })
}

describe.each(["classic", "modern"] as const)("the demo with the %s envelope", (profile) => {
  const canary = randomBytes(32)
  let folder: { path: string; remove: () => Promise<void> }
  let run: GirRun
  let facts: DemoDocument
  let foundWhileRunning: string[]
  let original: Buffer

  beforeAll(async () => {
    folder = await tempFolder()
    original = audioWithCanary(canary)
    const audio = join(folder.path, "call.wav")
    await writeFile(audio, original)
    const temporary = join(folder.path, "tmp")
    await mkdir(temporary)
    const running = runGir(["demo", "--json", "--profile", profile, "--audio", audio], {
      folder: folder.path,
      env: { ...EACH_PROCESS, TMPDIR: temporary },
    })
    const searched = [join(folder.path, ".gir"), temporary]
    foundWhileRunning = await watchFor(canary, searched, running)
    run = await running
    facts = JSON.parse(run.stdout) as DemoDocument
  }, 180_000)

  afterAll(() => folder.remove())

  it("holds every expectation and ends with exit code 0", () => {
    expect(run.stderr).not.toContain("error[")
    expect(run.exitCode).toBe(0)
    expect(facts.verdict).toBe("held")
    expect(facts.counts).toEqual({ expectations: 97, held: 97, plays: 90, fails: 6, refused: 1 })
  })

  it("leaves no plaintext on disk, neither while it runs nor afterwards", async () => {
    expect(foundWhileRunning).toEqual([])
    // The folder holds the state, PostgreSQL's data and the temporary folder. The search itself
    // works: it finds the one file that the test wrote.
    expect(await filesContaining(folder.path, canary)).toEqual([join(folder.path, "call.wav")])
  })

  it.runIf(hasOpenssl)(
    "stores recordings that openssl opens with the right key, to the same bytes",
    async () => {
      const keyOf: Record<string, string> = { "2A01": "A", "2A02": "B", "2A03": "S" }
      const encrypted = facts.recordings
        .flatMap((one) => one.mediaFiles)
        .filter((f) => f.isEncrypted)
      expect(encrypted).toHaveLength(28)
      for (const file of encrypted) {
        for (const { serialNumber } of file.recipients) {
          const clear = opensslDecrypt(folder.path, file.storageKey, keyOf[serialNumber] ?? "")
          expect(clear.length).toBe(file.plaintextBytes)
          if (file.kind === "call") expect(clear.equals(original)).toBe(true)
          else expect(sha256(clear)).toBe(file.fingerprintBefore.sha256)
        }
      }
    },
  )

  it("writes a report that loads nothing from anywhere", async () => {
    const page = await readFile(facts.report, "utf8")
    expect(page).toContain("97 of 97 expectations held")
    expect(page).toContain("<svg")
    expect(page).not.toMatch(/(src|href)=|url\(|@import/)
    expect(page.length).toBeLessThan(3_000_000)
  })

  it("names exactly the recordings that only key A opens when that key is gone", () => {
    const failing = facts.recordings
      .flatMap((one) => one.mediaFiles)
      .filter((f) => f.playbacks.some((p) => p.moment === "deleted" && p.status === "fails"))
    expect(failing).toHaveLength(6)
    for (const file of failing) expect(file.recipients.map((r) => r.serialNumber)).toEqual(["2A01"])
  })
})

/** Searches again and again until the run ends: a temporary file must not escape by being short-lived. */
async function watchFor(
  needle: Uint8Array,
  folders: readonly string[],
  running: Promise<unknown>,
): Promise<string[]> {
  let isRunning = true
  const ended = running.finally(() => (isRunning = false))
  const found = new Set<string>()
  while (isRunning) {
    for (const folder of folders) {
      for (const file of await filesContaining(folder, needle)) found.add(file)
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200))])
  }
  return [...found]
}

function opensslDecrypt(folder: string, storageKey: string, letter: string): Buffer {
  const state = join(folder, ".gir", "demo")
  const file = join(state, "storage", storageKey)
  const pem = (extension: string): string => join(state, "pki", `${letter}.${extension}`)
  return execFileSync(
    "openssl",
    [
      "cms",
      "-decrypt",
      "-binary",
      "-inform",
      "DER",
      "-in",
      file,
      "-recip",
      pem("pem"),
      "-inkey",
      pem("key"),
    ],
    { maxBuffer: 2 ** 28 },
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
