import type { Status } from "../../cli/status-words.ts"
import { alignColumns } from "../../cli/table.ts"
import type { Terminal } from "../../cli/terminal.ts"
import type { Verdict } from "../../evidence/evidence.ts"
import { number } from "../report/line-plot.ts"
import type { Change, Comparison } from "./compare-loads.ts"

/** @returns the worst of its rows: slower, not to be told, or neither. */
export function verdictOf({ changes, notCompared }: Comparison): Verdict {
  const has = (verdict: Change["verdict"]): boolean =>
    changes.some((change) => change.verdict === verdict)
  if (has("slower")) return "broken"
  return has("too few to tell") || notCompared.length > 0 ? "notProved" : "held"
}

/** Warnings, a row for each latency and percentile, how to read them, and the verdict. */
export function comparisonLines(comparison: Comparison, terminal: Terminal): readonly string[] {
  const { warnings, notCompared, changes, method } = comparison
  const rare = `no ${method.windowSeconds} s have ${method.leastCalls} in both runs`
  return [
    ...warnings.map((warning) => `${terminal.symbol("warning")} ${warning}`),
    ...alignColumns([HEADER, ...changes.map((change) => rowOf(change, terminal))]),
    ...notCompared.map((metric) => `${terminal.symbol("notProved")} ${metric}: ${rare}`),
    "Before, after: median of the windows. Difference: median of the paired windows, which need not be after - before",
    methodLine(comparison),
    verdictLine(comparison, terminal),
  ]
}

const HEADER = ["", "LATENCY", "", "windows", "before -> after", "difference (95 % interval)", ""]
const ROW_STATUS: Readonly<Record<Change["verdict"], Status>> = {
  slower: "broken",
  faster: "held",
  "no change": "held",
  "too few to tell": "notProved",
}

function rowOf(change: Change, terminal: Terminal): readonly string[] {
  const { metric, percentile, windows, before, after, difference, low, high, verdict } = change
  return [
    terminal.symbol(ROW_STATUS[verdict]),
    metric,
    `p${percentile}`,
    String(windows),
    `${number(before)} -> ${number(after)} ms`,
    `${signed(difference)} ms (${number(low)} to ${number(high)})`,
    verdict === "no change" ? "no change beyond noise" : verdict,
  ]
}

function signed(ms: number): string {
  return ms > 0 ? `+${number(ms)}` : number(ms)
}

function methodLine({ method }: Comparison): string {
  const { windowSeconds, leastWindows, pairs, minimumEffect } = method
  const least = `max(${minimumEffect.share * 100} %, ${minimumEffect.ms} ms)`
  const runs = pairs === 1 ? "one pair of runs" : `${pairs} pairs of runs`
  return `A change: its interval, 95 % for all rows together, lies beyond ${least}, in at least ${leastWindows} windows of ${windowSeconds} s; ${runs}`
}

function verdictLine(comparison: Comparison, terminal: Terminal): string {
  const { changes, notCompared } = comparison
  const verdict = verdictOf(comparison)
  const count = (wanted: Change["verdict"]): number =>
    changes.filter((change) => change.verdict === wanted).length
  const symbol = terminal.symbol(verdict)
  if (verdict === "broken")
    return `${symbol} Broken: ${count("slower")} of ${changes.length} slower`
  if (verdict === "held") return `${symbol} Held: none of ${changes.length} slower`
  const reasons = [...fewOf(count("too few to tell"), changes.length), ...rareOf(notCompared)]
  return `${symbol} Not proved: ${reasons.join(", ")}; a longer run has more windows`
}

function fewOf(few: number, all: number): readonly string[] {
  if (few === 0) return []
  return [few === all ? `none of ${all} could be told` : `${few} of ${all} too few to tell`]
}

function rareOf(metrics: readonly string[]): readonly string[] {
  return metrics.length === 0 ? [] : [`not compared: ${metrics.join(", ")}`]
}
