import { writeFile } from "node:fs/promises"
import { startSpanCollector, type SpanCollector } from "../../harness/span-collector.ts"
import type { TestInstallation } from "../../harness/test-installation.ts"
import { recordAsFastAsPossible, type Throughput } from "./as-fast-as-possible.ts"
import { sized, type Bench, type BenchRun } from "./bench-run.ts"
import { callWav } from "./call-wav.ts"
import { fileIn, onInstallation } from "./site.ts"
import { mean, sum } from "./sums.ts"

/** What it takes from the recordings to send every span to a collector. */
export interface TracingFigures {
  readonly audioSeconds: number
  readonly callsPerRound: number
  /** Rounds with a collector, each beside one without. */
  readonly pairs: number
  readonly offPerSecond: number
  readonly onPerSecond: number
  /** Of the throughput; the collector takes its share of the same cores. */
  readonly slowerByPercent: number
  /** The same pair by pair: how far they lie apart is the noise. */
  readonly slowerByPercentOfPairs: readonly number[]
  /** Of the processor time of all services, in which the collector is not. */
  readonly dearerByPercent: number
  /** As the collector received them. */
  readonly spansPerRecording: number
  readonly spans: number
  /** Recordings that a span names: all of them, unless spans were dropped. */
  readonly recordingsTraced: number
  readonly recordings: number
  /** Milliseconds of processor time per recording, by service. */
  readonly processorMs: {
    readonly off: Readonly<Record<string, number>>
    readonly on: Readonly<Record<string, number>>
  }
}

const SECONDS = 60
const CALLS = 400
const PAIRS = 5

export const tracing: Bench = {
  limitMinutes: () => 15,
  measure: async (run) => {
    const collector = await startSpanCollector()
    run.owns(() => collector.close())
    const rounds = await onInstallation(run, (installation) =>
      playRounds(installation, { run, collector }),
    )
    await run.keep(compare(rounds, sized(run, CALLS)))
  },
}

interface Round extends Throughput {
  readonly isOn: boolean
  readonly spans: number
  readonly traced: number
}

interface Measuring {
  readonly run: BenchRun
  readonly collector: SpanCollector
}

async function playRounds(
  installation: TestInstallation,
  measuring: Measuring,
): Promise<readonly Round[]> {
  const { run } = measuring
  const path = fileIn(installation, "call.wav")
  await writeFile(path, callWav(SECONDS))
  const rounds: Round[] = []
  for (let pair = 0; pair < (run.options.isSmall ? 1 : PAIRS); pair += 1) {
    // There and back: what the machine does besides falls on both alike.
    for (const isOn of pair % 2 === 0 ? [false, true] : [true, false]) {
      const round = await playRound(installation, { ...measuring, path, isOn })
      rounds.push(round)
      const { perSecond, spans } = round
      const what = `pair ${pair + 1}, ${isOn ? "with" : "without"} a collector`
      run.say(`${what}: ${perSecond.toFixed(1)} per second, ${spans} spans`)
    }
  }
  return rounds
}

interface RoundOptions extends Measuring {
  readonly path: string
  readonly isOn: boolean
}

async function playRound(
  installation: TestInstallation,
  { run, collector, path, isOn }: RoundOptions,
): Promise<Round> {
  const { supervisor, nodes, ivrProfileDbid } = installation
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: isOn ? collector.endpoint : "" }
  const start = (name: string): Promise<void> => supervisor.restart(name, environment)
  const others = nodes.filter(({ service }) => service !== "mcp")
  await Promise.all(others.map(({ name }) => start(name)))
  collector.forget()
  const traced = { ...installation, supervisor: { ...supervisor, launch: start } }
  const count = sized(run, CALLS)
  const throughput = await recordAsFastAsPossible(traced, { count, ivrProfileDbid, path })
  // A node that ends has sent what waited.
  await Promise.all(nodes.map(({ name }) => supervisor.halt(name)))
  const spans = collector.spans()
  if (isOn !== spans.length > 0) throw new Error(`${spans.length} spans, with tracing ${isOn}`)
  return { ...throughput, isOn, spans: spans.length, traced: named(throughput.ids, spans) }
}

/** @returns how many of the recordings a span names. */
function named(ids: readonly string[], spans: ReturnType<SpanCollector["spans"]>): number {
  const values = new Set(
    spans.flatMap(({ attributes }) =>
      attributes.flatMap(({ value }) => ("stringValue" in value ? value.stringValue : [])),
    ),
  )
  return ids.filter((id) => values.has(id)).length
}

function compare(rounds: readonly Round[], callsPerRound: number): TracingFigures {
  const on = rounds.filter(({ isOn }) => isOn)
  const off = rounds.filter(({ isOn }) => !isOn)
  const ofPairs = on.map((one, pair) => slower(off[pair]?.perSecond ?? 0, one.perSecond))
  const recordings = callsPerRound * on.length
  const spans = sum(on.map((round) => round.spans))
  const processorMs = { off: meanMs(off), on: meanMs(on) }
  const [offMs, onMs] = [sum(Object.values(processorMs.off)), sum(Object.values(processorMs.on))]
  const [offPerSecond, onPerSecond] = [mean(off.map(rate)), mean(on.map(rate))]
  return {
    audioSeconds: SECONDS,
    callsPerRound,
    pairs: on.length,
    offPerSecond,
    onPerSecond,
    slowerByPercent: slower(offPerSecond, onPerSecond),
    slowerByPercentOfPairs: ofPairs,
    dearerByPercent: 100 * (onMs / offMs - 1),
    spansPerRecording: spans / recordings,
    spans,
    recordingsTraced: sum(on.map(({ traced }) => traced)),
    recordings,
    processorMs,
  }
}

function slower(offPerSecond: number, onPerSecond: number): number {
  return 100 * (1 - onPerSecond / offPerSecond)
}

function rate({ perSecond }: Throughput): number {
  return perSecond
}

function meanMs(rounds: readonly Throughput[]): Record<string, number> {
  const names = new Set(rounds.flatMap(({ processorMs }) => Object.keys(processorMs)))
  const means = [...names].map((name) => {
    const ms = mean(rounds.map(({ processorMs }) => processorMs[name] ?? 0))
    return [name, Math.round(ms * 100) / 100] as const
  })
  return Object.fromEntries(means.toSorted(([, a], [, b]) => b - a))
}
