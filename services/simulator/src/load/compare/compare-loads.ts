import { seededRandom } from "@gir/sim"
import {
  pairedInterval,
  percentileOf,
  type Interval,
  type SecondValues,
} from "../arithmetic/bootstrap.ts"
import { TRENDS } from "../arithmetic/threshold.ts"
import type { LoadDocument } from "../report/load-document.ts"

/** How one latency of run B differs from run A. */
export interface Change extends Interval {
  readonly metric: string
  readonly percentile: number
  readonly before: number
  readonly after: number
  readonly verdict: "no change" | "slower" | "faster"
}

export interface Comparison {
  readonly schema: "gir.load-comparison/1"
  readonly changes: readonly Change[]
  /** What makes the runs unlike each other, beside the build. */
  readonly warnings: readonly string[]
}

const PERCENTILES = [50, 95] as const
/**
 * Two runs of one build differ by more than the seconds within one of them do. What is smaller than
 * this is never called a change: a share of the value before, and never less than a few
 * milliseconds.
 */
const FLOOR_SHARE = 0.1
const FLOOR_MS = 5
const SEED = 20_260_101

/** @returns what changed from one run to the other beyond noise, by latency and percentile. */
export function compareLoads(a: LoadDocument, b: LoadDocument): Comparison {
  const changes = TRENDS.filter((metric) => metric !== "offer_lateness").flatMap((metric) => {
    const [one, other] = [a.latencies[metric], b.latencies[metric]]
    if (one === undefined || other === undefined) return []
    const pairs = pairSeconds(one.seconds, other.seconds)
    return PERCENTILES.flatMap((percentile): Change[] => {
      const interval = pairedInterval(pairs, percentile, seededRandom(SEED))
      if (interval === null) return []
      const all = pairs.a.map((_, index) => index)
      const before = percentileOf(pairs.a, all, percentile)
      const after = percentileOf(pairs.b, all, percentile)
      const verdict = verdictOf(interval, before)
      return [{ metric, percentile, before, after, ...interval, verdict }]
    })
  })
  return { schema: "gir.load-comparison/1", changes, warnings: warningsOf(a, b) }
}

function verdictOf({ difference, low, high }: Interval, before: number): Change["verdict"] {
  const floor = Math.max(FLOOR_MS, before * FLOOR_SHARE)
  if ((low <= 0 && high >= 0) || Math.abs(difference) < floor) return "no change"
  return difference > 0 ? "slower" : "faster"
}

interface Second {
  readonly second: number
  readonly values: SecondValues
}

/** Seconds that both runs have, in their order. */
function pairSeconds(
  one: readonly Second[],
  other: readonly Second[],
): { readonly a: readonly SecondValues[]; readonly b: readonly SecondValues[] } {
  const others = new Map(other.map(({ second, values }) => [second, values]))
  const pairs = one.flatMap(({ second, values }) => {
    const match = others.get(second)
    return match === undefined ? [] : [{ a: values, b: match }]
  })
  return { a: pairs.map((pair) => pair.a), b: pairs.map((pair) => pair.b) }
}

function warningsOf(a: LoadDocument, b: LoadDocument): readonly string[] {
  const warnings: string[] = []
  if (a.profile.sha256 !== b.profile.sha256) warnings.push("the runs have different profiles")
  if (a.machine.model !== b.machine.model || a.machine.cores !== b.machine.cores) {
    warnings.push("the runs were made on different machines")
  }
  if (a.machine.queue !== b.machine.queue) warnings.push("the runs have different queues")
  return warnings
}
