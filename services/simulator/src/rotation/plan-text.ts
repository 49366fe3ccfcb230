import { relative, join } from "node:path"
import { suggestDates, type StepDates } from "./plan-dates.ts"
import type { Sorted, SortedFiles } from "./sort-files.ts"

export interface PlanTextOptions {
  readonly sorted: SortedFiles
  /** The folder in which the files lie, and the one in which the plan will. */
  readonly from: string
  readonly planFolder: string
  /** The command that wrote it. */
  readonly command: string
}

const DEFAULT_SEED = 20_260_101

/** A plan to be edited: every value has a comment that says what it means. */
export function planText({ sorted, from, planFolder, command }: PlanTextOptions): string {
  const { bundle, old, next, aside } = sorted
  const path = (name: string): string => yamlText(relative(planFolder, join(from, name)))
  const lines = [
    "# A rotation to be rehearsed. Paths are relative to this file. Written by:",
    `#   ${printable(command)}`,
    "# Then: npx gir rotation validate --plan plan.yaml --report evidence/",
    "",
    "# The CA file that MCP and RCS get: nearest intermediate first, root last.",
    `caBundle: ${path(bundle.name)}${comment(bundleWords(bundle.certificates.length))}`,
    "",
    "# The certificate that recordings are encrypted to today, and its private key.",
    `oldCertificate: ${path(old.name)}${comment(certificateWords(old))}`,
    ...keyLines("old", old, path),
    "",
    "# The certificate that takes over. Without its key, what only it opens stays not proved.",
    `newCertificate: ${path(next.name)}${comment(certificateWords(next))}`,
    ...keyLines("new", next, path),
    "",
    ...stepLines(suggestDates(old.certificate, next.certificate)),
    "",
    ...REST,
    ...(aside.length > 0 ? ["", "# Not used:"] : []),
    ...aside.map(({ name, reason }) => `#   ${printable(name)}: ${printable(reason)}`),
  ]
  return layOut(`${lines.join("\n")}\n`)
}

function keyLines(
  which: "old" | "new",
  { key }: Sorted,
  path: (name: string) => string,
): readonly string[] {
  if (key === null)
    return [`# ${which}Key: FILE${comment("none of the folder's keys belongs to it")}`]
  if (!key.isLocked) return [`${which}Key: ${path(key.name)}${comment("belongs to it")}`]
  return [
    `${which}Key: ${path(key.name)}${comment("locked, so nobody looked whether it belongs to it")}`,
    `# ${which}KeyPasswordFile: FILE${comment("a file with the password in its one line")}`,
  ]
}

const STEP_COMMENTS: Readonly<Record<keyof StepDates, string>> = {
  before: "only the old certificate is on the IVR Profile",
  overlap: "the new one is added beside it",
  newValid: "the new one is valid on every MCP, slow clocks too",
  oldRemoved: "the old one is removed from the profile; its key stays in RCS",
  oldExpired: "the old one has expired; what it encrypted must still play",
  rollback: "the profile is put back as it was before",
}

function stepLines(dates: StepDates): readonly string[] {
  const lines = (Object.keys(STEP_COMMENTS) as (keyof StepDates)[]).map((key) => {
    const text = `  ${key}: ${dates[key].toISOString().replace(".000Z", "Z")}`
    return `${text}${comment(STEP_COMMENTS[key])}`
  })
  return ["# When each step is taken, UTC. Edit these.", "steps:", ...lines]
}

const REST: readonly string[] = [
  "# The Media Control Platforms, and how far their clocks are off.",
  "mcps:",
  "  - name: mcp-1",
  "  # - name: mcp-2",
  "  #   clockSkew: -10 min",
  "",
  "# decrypt-uri-prefix by location, as RWS has it.",
  "decryptUriPrefix:",
  "  - location: /",
  "    value: http://rcs.example/rcs",
  "",
  "# What the documents do not say [A]: what an MCP does when no certificate can be used (or",
  "# continue), with a CA file out of order (or warn), with several paths to a root (or any), with a",
  "# certificate signed with SHA-1 (or warn).",
  "policy:",
  "  noUsableRecipient: refuse",
  "  bundleOrder: strict",
  "  chainPath: first",
  "  weakSignature: refuse",
  "",
  "envelope: classic                   # or modern: AES-GCM under OAEP",
  "recordings: 40                      # how many calls are rehearsed",
  "retentionYears: 7                   # how long recordings are kept: when a key may go",
  "# census: FOLDER                    # stored recordings: their headers tell which keys they need",
  `seed: ${DEFAULT_SEED}`,
]

const COMMENT_COLUMN = 36

/** Set from the left when the plan is laid out. */
function comment(words: string): string {
  return `\u0000# ${printable(words)}`
}

function bundleWords(count: number): string {
  return `${count} CA ${count === 1 ? "certificate" : "certificates"}`
}

function certificateWords({ certificate }: Sorted): string {
  const { subject, serialNumber, keyType, keyBits, notBefore, notAfter } = certificate
  const name = subject.commonName ?? subject.rfc4514
  const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
  return `${name}, serial ${serialNumber}, ${keyType.toUpperCase()} ${keyBits}, ${from} to ${to}`
}

/** A name in a certificate is a stranger's text: it must not end the comment, or steer a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "?")
}

/** A file may have any name, and a YAML text may not: quoted when it has to be. */
function yamlText(text: string): string {
  return /^[A-Za-z0-9_./][A-Za-z0-9_./ -]*$/.test(text) ? text : JSON.stringify(text)
}

/** Puts every comment behind a value into one column. */
function layOut(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const [value = "", words] = line.split("\u0000")
      return words === undefined ? value : `${value.padEnd(COMMENT_COLUMN)} ${words}`.trimEnd()
    })
    .join("\n")
}
