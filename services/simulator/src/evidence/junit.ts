import type { Evidence, EvidenceCell, EvidenceRun } from "./evidence.ts"
import { groupMedia, type MediaGroup } from "./group-media.ts"
import { runName } from "./page-words.ts"

export interface TestCase {
  readonly name: string
  readonly className: string
  readonly status: "held" | "broken" | "notProved"
  readonly text: string
}

/** JUnit XML: a suite per run, a case per expectation and per row of the matrix. */
export function junitXml({ runs, preflight, schema }: Evidence): string {
  const suites = runs.map((run) => suite(runName(run), run.durationMs, runCases(run)))
  const judged = preflight.map(({ file, message, status, mend, openssl }): TestCase => ({
    name: `${file}: ${message}`,
    className: "preflight",
    status: status === "warning" ? "held" : status,
    text: `found: ${message}\nopenssl verify: ${openssl ?? "not asked"}\nmend: ${mend ?? "-"}`,
  }))
  const before = judged.length === 0 ? [] : [suite("preflight", 0, judged)]
  const name = attribute(schema)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}">\n${[...before, ...suites].join("\n")}\n</testsuites>\n`
}

/** One suite of JUnit XML. */
export function suite(name: string, durationMs: number, cases: readonly TestCase[]): string {
  const count = (status: string): number => cases.filter((one) => one.status === status).length
  const seconds = (durationMs / 1_000).toFixed(3)
  const head = `tests="${cases.length}" failures="${count("broken")}" skipped="${count("notProved")}" errors="0" time="${seconds}"`
  return `<testsuite name="${attribute(name)}" ${head}>\n${cases.map(testCase).join("\n")}\n</testsuite>`
}

function testCase({ name, className, status, text }: TestCase): string {
  const open = `<testcase name="${attribute(name)}" classname="${attribute(className)}"`
  if (status === "held") return `${open}/>`
  const [first = ""] = text.split("\n")
  const element = status === "broken" ? "failure" : "skipped"
  return `${open}><${element} message="${attribute(first)}">${content(text)}</${element}></testcase>`
}

function runCases(run: EvidenceRun): readonly TestCase[] {
  const said = run.steps.flatMap(({ name, expectations }, index) =>
    expectations.map(({ kind, expected, found, where, hint, status }): TestCase => ({
      name: `${index + 1} ${name}: ${kind}: ${expected}`,
      className: run.name,
      status,
      text: [
        `expected ${expected}, found ${found}`,
        `where: ${where}`,
        `hint: ${hint ?? "-"}`,
      ].join("\n"),
    })),
  )
  return [...said, ...groupMedia(run).map((group) => groupCase(run, group))]
}

function groupCase(run: EvidenceRun, group: MediaGroup): TestCase {
  const cells = group.columns.flatMap((column) => column?.cells ?? [])
  const broken = cells.filter((cell) => !cell.isHeld)
  const unproved = cells.filter(({ status }) => status === "notProved")
  const name = `matrix: opened by ${group.label}: ${group.media.length} media files × ${run.steps.length} steps`
  const status = broken.length > 0 ? "broken" : unproved.length > 0 ? "notProved" : "held"
  const told = (broken.length > 0 ? broken : unproved).slice(0, MAX_TOLD)
  const text = told.map((cell) => cellText(cell, group)).join("\n\n")
  return { name, className: run.name, status, text }
}

/** The first ones say what the others do. */
const MAX_TOLD = 20

function cellText(cell: EvidenceCell, { media }: MediaGroup): string {
  const { mediaId, step, status, expected, code, reason, fingerprint } = cell
  const one = media.find((candidate) => candidate.mediaId === mediaId)
  const recipients = one?.recipients.map(
    ({ issuer, serialNumber }) => `${issuer}, serial ${serialNumber}`,
  )
  return [
    `step ${step}: expected ${expected}, found ${status}${code === null ? "" : ` (${code})`}`,
    `recording: ${one?.recordingId ?? "?"}, media file ${mediaId}`,
    `recipients: ${recipients?.join("; ") || "none (clear)"}`,
    `reason: ${reason ?? "-"}`,
    `fingerprint: before ${one?.original.sha256 ?? "?"}, after ${fingerprint?.sha256 ?? "none"}`,
  ].join("\n")
}

function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")
}

/** XML 1.0 has no place at all for most control characters, not even escaped. */
function content(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
}
