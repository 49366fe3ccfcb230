import type { Terminal } from "../../cli/terminal.ts"
import { sumOf } from "../arithmetic/call-book.ts"
import type { LatencyRecord } from "../arithmetic/latency-record.ts"
import type { LoadProgress } from "../run/load-progress.ts"
import { costSentence } from "./cost-breakdown.ts"
import { number } from "./line-plot.ts"
import type { LoadDocument } from "./load-document.ts"
import { custodySentence, minutes, overText, verdictSentence } from "./load-page.ts"

const BAR_COLUMNS = 40

/** What is to be seen of a load that runs, in three lines. */
export function progressLines(progress: LoadProgress, terminal: Terminal): readonly string[] {
  const { phase, elapsedMs, totalMs, tracker, players, proved } = progress
  if (tracker === null) return ["set-up"]
  const { offered, stored, refused, failed } = tracker.book.totals()
  if (phase === "prove") return [`prove    ${proved} played of ${stored} stored`]
  const share = Math.min(1, elapsedMs / totalMs)
  const full = Math.round(share * BAR_COLUMNS)
  const bar = terminal.plain(`${"█".repeat(full)}${"░".repeat(BAR_COLUMNS - full)}`)
  const record = tracker.latencies.get("record_durable")
  return [
    `${minutes(elapsedMs / 1_000)} ${bar}  ${Math.round(share * 100)} %   offered ${offered}   stored ${stored}`,
    `record  ${percentiles(record)} │ under way ${tracker.open()} │ failed ${sumOf(failed)} │ refused ${sumOf(refused)}`,
    `play    ${percentiles(players?.firstByte)} │ from intended start (corrected)`,
  ]
}

function percentiles(record: LatencyRecord | undefined): string {
  const at = (percentile: number): string => number(record?.percentile(percentile) ?? 0).padStart(4)
  return `p50 ${at(50)}  p95 ${at(95)}  p99 ${at(99)} ms`
}

const METRIC_COLUMNS = 22
const LIMIT_COLUMNS = 14
const ACTUAL_COLUMNS = 16
const MOST_TOLD = 10

/** What came of a load: thresholds, conservation, bottleneck, verdict. */
export function endingLines(load: LoadDocument, terminal: Terminal): readonly string[] {
  const {
    thresholds,
    conservation,
    bottleneck,
    proof,
    custody,
    rotation,
    costs,
    latencies,
    machine,
  } = load
  const symbol = (isHeld: boolean): string => terminal.symbol(isHeld ? "held" : "broken")
  const rows = thresholds.map((one) => {
    const actual = one.actual === null ? "not measured" : `${number(one.actual)} ${one.unit}`
    const over = one.status === "broken" ? overText(one) : ""
    const text = `${one.metric.padEnd(METRIC_COLUMNS)}${one.expression.padEnd(LIMIT_COLUMNS)}${actual.padEnd(ACTUAL_COLUMNS)}${over}`
    return `${symbol(one.status === "held")} ${text}`.trimEnd()
  })
  const trends = Object.entries(latencies).map(
    ([name, { percentiles: of }]) =>
      `${name.padEnd(METRIC_COLUMNS)}p50 ${number(of["50"] ?? 0)}  p95 ${number(of["95"] ?? 0)}  p99 ${number(of["99"] ?? 0)}  max ${number(of["100"] ?? 0)} ms`,
  )
  return [
    ...(rows.length === 0 ? [] : ["THRESHOLDS              limit         actual", ...rows]),
    "LATENCY from intended start (corrected)",
    ...trends,
    `CONSERVATION  ${symbol(conservation.holds)} ${conservation.sentence}`,
    ...conservation.problems.map((text) => `  ${text}`),
    `PLAYBACK      ${symbol(proof.unplayable.length === 0)} ${proof.plays} of ${proof.checked} recordings play`,
    `CUSTODY       ${symbol(custody.withoutRecipient.length + custody.plaintextIn.length === 0)} ${custodySentence(load)}`,
    ...[...custody.withoutRecipient, ...custody.plaintextIn]
      .slice(0, MOST_TOLD)
      .map((text) => `  ${text}`),
    ...(rotation === null
      ? []
      : [`ROTATION      ${symbol(rotation.isShown)} ${rotation.sentence}`]),
    ...(costs === null ? [] : [`COST          ${costSentence(costs)}`]),
    `BOTTLENECK    ${bottleneck} (this machine, ${machine.cores} cores)`,
    `${symbol(load.verdict === "held")} ${load.verdict === "held" ? "Held" : "Broken"}: ${verdictSentence(load)}`,
  ]
}
