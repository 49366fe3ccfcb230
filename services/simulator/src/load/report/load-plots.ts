import { sumOf } from "../arithmetic/call-book.ts"
import type { LatencyFacts } from "../arithmetic/latency-record.ts"
import { html, type Markup } from "../../report/html.ts"
import { linePlot, number, type Line } from "./line-plot.ts"
import type { LoadDocument } from "./load-document.ts"

/** Every plot of a load, x in seconds but for the last ones. */
export function loadPlots(load: LoadDocument): Markup {
  return html`<div class="triplet">
    ${[
      arrivals(load),
      queues(load),
      ...latencies(load),
      ...services(load),
      shares(load),
      ...byPercentile(load),
    ]}
  </div>`
}

function marksOf({ marks }: LoadDocument): readonly (readonly [number, string])[] {
  return marks.map(({ second, text }) => [second, text] as const)
}

function arrivals(load: LoadDocument): Markup {
  const { seconds, calls } = load
  const line = (label: string, of: (one: (typeof seconds)[number]) => number): Line => ({
    label,
    points: seconds.map((one) => [one.second, of(one)] as const),
  })
  const most = seconds.reduce((high, { offered }) => Math.max(high, offered), 0)
  return linePlot({
    title: "Arrivals",
    finding: `${calls.offered} calls offered, ${most} in the busiest second; ${calls.stored} stored.`,
    unit: "per second",
    marks: marksOf(load),
    lines: [
      line("offered", ({ offered }) => offered),
      line("stored", ({ stored }) => stored),
      line("refused", ({ refused }) => sumOf(refused)),
      line("failed", ({ failed }) => sumOf(failed)),
    ],
  })
}

function queues(load: LoadDocument): Markup {
  const names = [...new Set(load.samples.flatMap((one) => Object.keys(one.queues)))]
  const lines = names.map((name) => ({
    label: name,
    points: load.samples.map(({ second, queues: all }) => [second, all[name] ?? 0] as const),
  }))
  const used = lines.filter(({ points }) => points.some(([, depth]) => depth > 0))
  const deepest = used
    .map(({ label, points }) => ({ label, most: Math.max(...points.map(([, depth]) => depth)) }))
    .toSorted((a, b) => b.most - a.most)[0]
  return linePlot({
    title: "Queue depth",
    finding:
      deepest === undefined ? "No job waited." : `${deepest.label} reached ${deepest.most} jobs.`,
    unit: "jobs",
    marks: marksOf(load),
    lines: used,
  })
}

function latencies(load: LoadDocument): readonly Markup[] {
  return Object.entries(load.latencies)
    .filter(([name]) => name !== "offer_lateness")
    .map(([name, facts]) => {
      const line = (label: string, of: (one: LatencyFacts["seconds"][number]) => number): Line => ({
        label,
        points: facts.seconds.map((one) => [one.second, of(one)] as const),
      })
      const limits = load.thresholds.flatMap(({ metric, expression, unit }) => {
        const limit = Number(/[\d.]+$/.exec(expression)?.[0])
        return metric === name && unit === "ms" ? [[limit, expression] as const] : []
      })
      return linePlot({
        title: `Latency from intended start: ${name}`,
        finding: `p99 ${number(facts.percentiles["99"] ?? 0)} ms over the whole run, at most ${number(facts.max)} ms.`,
        unit: "ms",
        isLog: true,
        marks: marksOf(load),
        limits,
        lines: [
          line("p50", ({ p50 }) => p50),
          line("p95", ({ p95 }) => p95),
          line("p99", ({ p99 }) => p99),
          line("max", ({ max }) => max),
        ],
      })
    })
}

const PANELS = [
  ["CPU per service", "% of one core", (one: { cpu: number }) => one.cpu * 100],
  ["Memory per service", "MiB", (one: { rssMiB: number }) => one.rssMiB],
  ["Event-loop delay per service", "ms", (one: { lagMs: number }) => one.lagMs],
] as const

function services(load: LoadDocument): readonly Markup[] {
  const names = [...new Set(load.samples.flatMap((one) => Object.keys(one.services)))]
  return PANELS.map(([title, unit, of]) => {
    const lines = names.map((name) => ({
      label: name,
      points: load.samples.flatMap(({ second, services: all }) => {
        const one = all[name]
        return one === undefined ? [] : [[second, of(one)] as const]
      }),
    }))
    const highest = lines
      .map(({ label, points }) => ({
        label,
        most: Math.max(0, ...points.map(([, value]) => value)),
      }))
      .toSorted((a, b) => b.most - a.most)
    const [first] = highest
    const shown = new Set(highest.slice(0, 6).map(({ label }) => label))
    return linePlot({
      title,
      finding:
        first === undefined
          ? "Not measured."
          : `${first.label} reached ${number(first.most)} ${unit}.`,
      unit,
      marks: marksOf(load),
      lines: lines.filter(({ label }) => shown.has(label)),
    })
  })
}

function shares(load: LoadDocument): Markup {
  const sides = [
    ["A", "a"],
    ["A and B", "ab"],
    ["B", "b"],
    ["clear", "clear"],
  ] as const
  const total = (one: LoadDocument["shares"][number]): number => one.a + one.ab + one.b + one.clear
  const lines = sides.map(([label, key]) => ({
    label,
    points: load.shares.map((one) => [one.second, (100 * one[key]) / total(one)] as const),
  }))
  const sum = (key: "a" | "ab" | "b" | "clear"): number =>
    load.shares.reduce((all, one) => all + one[key], 0)
  return linePlot({
    title: "Recipients",
    finding: `${sum("a")} recordings open with A only, ${sum("ab")} with A or B, ${sum("b")} with B only; ${sum("clear")} are clear.`,
    unit: "% of recordings",
    marks: marksOf(load),
    lines: lines.filter(({ points }) => points.some(([, share]) => share > 0)),
  })
}

function byPercentile(load: LoadDocument): readonly Markup[] {
  return (["record_durable", "playback_first_byte"] as const).flatMap((name) => {
    const facts = load.latencies[name]
    if (facts === undefined) return []
    const line = (label: string, of: Readonly<Record<string, number>>): Line => ({
      label,
      points: Object.entries(of)
        .map(([percentile, ms]) => [Number(percentile), ms] as const)
        .toSorted(([a], [b]) => a - b),
    })
    const [seen, closed] = [facts.percentiles["99"] ?? 0, facts.naive["99"] ?? 0]
    return [
      linePlot({
        title: `Latency by percentile: ${name}`,
        finding: `p99 ${number(seen)} ms from the intended start; a closed loop would have said ${number(closed)} ms.`,
        unit: "ms",
        xUnit: "th percentile",
        isLog: true,
        lines: [line("corrected", facts.percentiles), line("naive", facts.naive)],
      }),
    ]
  })
}
