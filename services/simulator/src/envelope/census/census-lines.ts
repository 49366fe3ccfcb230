import { grouped } from "@gir/cms"
import { alignColumns } from "../../cli/table.ts"
import type { Terminal } from "../../cli/terminal.ts"
import { printable } from "../printable.ts"
import type { Keystore } from "./keystore.ts"
import type { CertificateNeed, Listed, Tally } from "./tally.ts"

/** So many paths are shown; `--json` has more. */
const SHOWN_PATHS = 10

/** The census as people read it: one line per certificate, then what is odd. */
export function censusLines(
  tally: Tally,
  keystore: Keystore | null,
  terminal: Terminal,
): readonly string[] {
  const lines = [
    `${grouped(tally.files)} files: ${grouped(tally.encrypted)} encrypted, ${grouped(tally.clear.count)} clear, ` +
      `${grouped(tally.unknown.count)} of another kind, ${grouped(tally.broken.count)} broken`,
  ]
  if (tally.needs.length > 0) lines.push(...needTable(tally.needs, keystore, terminal))
  lines.push(...listLines("clear", tally.clear), ...listLines("broken", tally.broken))
  lines.push(...listLines("of another kind", tally.unknown))
  if (tally.cannotBeOpened !== null) {
    lines.push(...listLines("cannot be opened", tally.cannotBeOpened))
  }
  return lines
}

const HEADINGS = ["certificate", "files", "only this", "also another", "oldest", "newest"]

function needTable(
  needs: readonly CertificateNeed[],
  keystore: Keystore | null,
  terminal: Terminal,
): readonly string[] {
  const rows = needs.map((need) => [
    printable(nameOf(need)),
    ...[need.files, need.onlyThis, need.alsoAnother].map(grouped),
    day(need.oldest),
    day(need.newest),
    ...(keystore === null ? [] : [keyState(keystore.holds(need), terminal)]),
  ])
  return alignColumns([[...HEADINGS, ...(keystore === null ? [] : ["key"])], ...rows])
}

function keyState(isHeld: boolean, terminal: Terminal): string {
  return isHeld ? `${terminal.symbol("held")} held` : `${terminal.symbol("broken")} missing`
}

function nameOf({ issuer, serialNumber, subjectKeyIdentifier }: CertificateNeed): string {
  if (serialNumber !== null) return `serial ${serialNumber}, ${issuer}`
  return `key identifier ${subjectKeyIdentifier}`
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function listLines(title: string, { count, paths }: Listed): readonly string[] {
  const shown = paths.slice(0, SHOWN_PATHS).map((path) => `${title}: ${printable(path)}`)
  const more = count - shown.length
  return more > 0 ? [...shown, `${title}: ${grouped(more)} more (--json)`] : shown
}
