import { STATUS_LOOKS } from "../cli/status-words.ts"
import { alignColumns } from "../cli/table.ts"
import { seconds } from "../cli/task-list.ts"
import type { Terminal } from "../cli/terminal.ts"
import { countFacts, MOMENTS, type DemoFacts, type Moment } from "./demo-facts.ts"
import { describeCounts, groupByRecipients, type Cell, type Group } from "./demo-groups.ts"

const HEADINGS: Readonly<Record<Moment, string>> = {
  before: "Before",
  rotated: "Rotated",
  deleted: "Key A deleted",
  restored: "Key A uploaded again",
}

/** The table that ends a demo: a person's on a terminal, one line a group in a pipe. */
export function demoTable(facts: DemoFacts, terminal: Terminal): string[] {
  const groups = groupByRecipients(facts)
  if (!terminal.isInteractive) return groups.map(pipeLine)
  const rows = groups.map((group) => [
    describeCounts(group),
    group.recipients === "" ? "none (clear)" : group.recipients,
    ...group.cells.map((cell) => describeCell(cell, terminal)),
  ])
  const headings = ["Recordings", "Recipients", ...MOMENTS.map((moment) => HEADINGS[moment])]
  return alignColumns([headings, ...rows])
}

function describeCell(cell: Cell, terminal: Terminal): string {
  if (cell.plays + cell.fails === 0) return terminal.symbol("notYet")
  const surprise = cell.isHeld ? "" : " !"
  const parts: string[] = []
  if (cell.plays > 0) parts.push(`${terminal.symbol("plays")} ${cell.plays}`)
  if (cell.fails > 0) {
    const expected = cell.isHeld ? ", expected" : ""
    parts.push(`${terminal.symbol("fails")} ${cell.fails} fail${expected}`)
  }
  return parts.join("  ") + surprise
}

function pipeLine({ recipients, counts, cells }: Group): string {
  const kinds = [
    counts.call > 0 ? `calls=${counts.call}` : "",
    counts.screen > 0 ? `screens=${counts.screen}` : "",
    counts.mux > 0 ? `muxes=${counts.mux}` : "",
  ].filter((text) => text !== "")
  const moments = cells.map((cell) => `${cell.moment}=${pipeCell(cell)}`)
  const group = recipients === "" ? "none" : recipients.replaceAll(", ", ",")
  return [`group=${group}`, ...kinds, ...moments].join(" ")
}

function pipeCell({ plays, fails }: Cell): string {
  const parts = [plays > 0 ? `plays:${plays}` : "", fails > 0 ? `fails:${fails}` : ""]
  return parts.filter((text) => text !== "").join(",") || "-"
}

/** The verdict, the report and what to do next. */
export function demoEnding(
  facts: DemoFacts,
  ending: { readonly report: string; readonly elapsedMs: number },
  terminal: Terminal,
): string[] {
  const counts = countFacts(facts)
  const status = counts.held === counts.expectations ? "held" : "broken"
  const word = STATUS_LOOKS[status].word
  const sum = `${counts.held} of ${counts.expectations} expectations`
  if (!terminal.isInteractive) {
    const { plays, fails, refused } = counts
    return [
      `${word}: ${sum}; plays ${plays}, fails ${fails} (expected), refused ${refused} (expected)`,
      `report: ${ending.report}`,
      "next: npm start",
    ]
  }
  const detail = `(${counts.plays} play, ${counts.fails} fail as expected, ${counts.refused} mux refused)`
  const title = word.charAt(0).toUpperCase() + word.slice(1)
  const verdict = `${terminal.symbol(status)} ${title}: ${sum}  ${detail}`
  return [
    `${verdict}  ${seconds(ending.elapsedMs)}`,
    `Report  ${ending.report}     opens without a network`,
    "Next    npm start                           the administrator's console",
  ]
}
