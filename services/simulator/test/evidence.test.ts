import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Evidence } from "../src/evidence/evidence.ts"
import { keysToKeep } from "../src/evidence/keys-to-keep.ts"
import { evidencePage } from "../src/evidence/page.ts"
import { stepList } from "../src/evidence/page-custody.ts"
import { sumUp } from "../src/evidence/sum-up.ts"
import { writeEvidence } from "../src/evidence/write-evidence.ts"
import { fingerprint, sampleEvidence, sampleRun } from "./evidence-sample.ts"

const THREE_MEGABYTES = 3_000_000

const NOT_PROVED = {
  status: "notProved",
  expected: "notProved",
  openedBy: null,
  reason: "no key for B",
  fingerprint: null,
} as const

test("the page loads nothing, and has no script but the data", () => {
  const { text } = evidencePage(sampleEvidence())
  expect(text.match(/(src|href|srcset|data|action|poster)="(?!#)[^"]*"/g)).toBeNull()
  expect(text).not.toMatch(/@import|url\((?!#)|https?:/)
  expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="application/json" id="evidence">'])
  expect(text).toContain("default-src 'none'")
})

test("the page has the auditor's questions and the numbered parts as headings, in order", () => {
  const { text } = evidencePage(sampleEvidence())
  const headings = [...text.matchAll(/<h2>([^<]+)<\/h2>/g)].map((match) =>
    match[1]?.replaceAll("&#39;", "'"),
  )
  expect(headings).toEqual([
    "Matrix: every recording × every step",
    "What was not shown",
    "Inputs, seed, versions, switches",
    "2 Timeline",
    "3 Who could open what, when",
    "4 Keys to keep, until when",
    "5 Every refusal: code, reason, remedy",
    "6 Preflight, OpenSSL's verdict beside ours",
    "7 Every cell, fingerprints before and after",
    "8 Fidelity marks, all [A] in one list",
    "9 How the oracle was tested",
    "10 Runbook",
    "Was playback compared or only answered?",
    "Which certificates exactly (hash, issuer, serial)?",
    "What was assumed?",
    "What was left out?",
    "Can I run it again?",
    "Is a secret inside?",
  ])
})

test("text from outside stays text", () => {
  const { text } = evidencePage(sampleEvidence())
  expect(text).toContain("the lines end in CRLF &lt;b&gt;")
})

test.each([
  ["alike in every cell", undefined],
  [
    "with outcomes of all kinds",
    (recording: number, step: number) => MIXED[(recording + step) % 3]!,
  ],
])("1,000 recordings × 10 steps stay below 3 MB: %s", (_kind, cell) => {
  const options = { recordings: 1_000, steps: 10, ...(cell === undefined ? {} : { cell }) }
  const { text } = evidencePage(sampleEvidence(options))
  expect(Buffer.byteLength(text)).toBeLessThan(THREE_MEGABYTES)
  expect(text).toContain('id="media-999"')
})

const MIXED = [
  {},
  {
    status: "fails",
    isHeld: false,
    fingerprint: null,
    code: "ERR_RCS_KEY_NOT_FOUND",
    reason: "RCS holds no key",
  },
  NOT_PROVED,
] as const

test("10,000 recordings are folded into rows that are alike, and none is lost from the data", () => {
  const { text } = evidencePage(sampleEvidence({ recordings: 10_000, steps: 2 }))
  expect(text).toContain("more that are alike in every cell")
  expect(text).toContain('"media-9999"')
})

test("the verdict says how many recordings play after the rotation, and why others are not proved", () => {
  const cell = (recording: number): object => (recording % 3 === 2 ? NOT_PROVED : {})
  const run = sampleRun({ cell })
  expect(sumUp([run])).toMatchObject({
    verdict: "notProved",
    exitCode: 0,
    sentence:
      "4 of 6 recordings are proved to play after the rotation; 2 are not proved: no key for B",
    counts: { expectations: 21, held: 15, notProved: 6, broken: 0 },
  })
  expect(sumUp([run], { requireProof: true }).exitCode).toBe(1)
})

test("one broken cell, or one error of the preflight, is a broken rehearsal", () => {
  const cell = (recording: number, step: number): object =>
    recording === 1 && step === 2
      ? {
          status: "fails",
          isHeld: false,
          code: "ERR_CLI_PLAYBACK_DIFFERS",
          fingerprint: fingerprint(99),
        }
      : {}
  expect(sumUp([sampleRun({ cell })])).toMatchObject({ verdict: "broken", exitCode: 1 })
  const [finding] = sampleEvidence().preflight
  const preflight = [{ ...finding!, status: "broken" as const }]
  expect(sumUp([sampleRun()], { preflight })).toMatchObject({ verdict: "broken", exitCode: 1 })
  expect(sumUp([])).toMatchObject({ verdict: "notProved", sentence: "nothing was rehearsed" })
})

test("a key that recordings need alone is kept until they expire; one of two keys waits", () => {
  const [a, b] = keysToKeep(sampleRun(), 7)
  expect(a).toMatchObject({ onlyThis: 2, alsoAnother: 2, keepUntil: "2033-11", answer: "keep" })
  expect(b).toMatchObject({ onlyThis: 2, alsoAnother: 2, answer: "keep" })
  const renewed = sampleRun()
  const onOneKey = renewed.certificates.map((one) => ({ ...one, publicKeySha256: "c3".repeat(32) }))
  const needs = keysToKeep({ ...renewed, certificates: onOneKey })
  expect(needs.map(({ onlyThis, keepUntil }) => [onlyThis, keepUntil])).toEqual([
    [6, null],
    [6, null],
  ])
  expect(stepList([1, 2, 3, 5])).toBe("1 to 3, 5")
})

async function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "gir-evidence-"))
}

test("the folder appears whole, replaces an older pack, and never anything else", async () => {
  const parent = await emptyFolder()
  const folder = join(parent, "deep", "evidence")
  const names = ["index.html", "evidence.json", "junit.xml", "runbook.md"]
  expect(await writeEvidence(folder, sampleEvidence())).toEqual(names)
  const again: Evidence = { ...sampleEvidence(), seed: 7 }
  await writeEvidence(folder, again)
  expect(JSON.parse(await readFile(join(folder, "evidence.json"), "utf8"))).toEqual(again)
  expect(await readdir(join(parent, "deep"))).toEqual(["evidence"])

  const strange = join(parent, "strange")
  await mkdir(strange)
  await writeFile(join(strange, "thesis.txt"), "mine")
  await expect(writeEvidence(strange, again)).rejects.toMatchObject({ code: "ERR_CLI_FILE_EXISTS" })
  expect(await readdir(strange)).toEqual(["thesis.txt"])
})

test.runIf(process.platform === "linux")(
  "a folder that takes nothing is refused at once",
  async () => {
    const written = writeEvidence("/proc/deep/evidence", sampleEvidence())
    await expect(written).rejects.toMatchObject({ code: "ERR_CLI_OUTPUT_FAILED" })
  },
)

test("cells that came out otherwise than in the run before are marked", async () => {
  const folder = join(await emptyFolder(), "evidence")
  const cell = (recording: number): object => (recording % 3 === 2 ? NOT_PROVED : {})
  await writeEvidence(folder, sampleEvidence({ cell }))
  const page = async (): Promise<string> => readFile(join(folder, "index.html"), "utf8")
  expect(await page()).not.toContain("◆")
  await writeEvidence(folder, sampleEvidence())
  expect((await page()).match(/◆ 2 changed/g)).toHaveLength(3)
})

test("no file is written when a private key stands in any text", async () => {
  const folder = join(await emptyFolder(), "evidence")
  const leak = "-----BEGIN RSA PRIVATE KEY-----"
  const evidence = { ...sampleEvidence(), command: leak }
  await expect(writeEvidence(folder, evidence)).rejects.toMatchObject({ code: "ERR_INTERNAL" })
  await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" })
})

test("the runbook has every step with its date, the guide's path and the checks", async () => {
  const folder = join(await emptyFolder(), "evidence")
  await writeEvidence(folder, sampleEvidence())
  const text = await readFile(join(folder, "runbook.md"), "utf8")
  expect(text).toContain("## 2 overlap, not before 2026-11-21")
  expect(text).toContain(
    "- [ ] Configuration > Configuration Manager > Voice Platform Profiles > recording",
  )
  expect(text).toContain("- [ ] recipients: A and B")
})
