import type { LoadState } from "@gir/contracts"
import { sumOf, type SecondTotals } from "../arithmetic/call-book.ts"
import type { LatencyRecord } from "../arithmetic/latency-record.ts"
import type { CallTracker } from "../run/call-tracker.ts"
import type { LoadProgress } from "../run/load-progress.ts"

/** As many as a panel of the console has columns for. */
const LATEST_SECONDS = 120

/** A load that runs, for who watches it in the console. */
export function loadState(profile: string, progress: LoadProgress): LoadState {
  const { phase, elapsedMs, totalMs, tracker, players, proved } = progress
  const played = players === null ? [] : [latencyOf("playback_first_byte", players.firstByte)]
  return {
    profile,
    phase,
    elapsedMs,
    totalMs,
    proved,
    ...(tracker === null ? NOTHING_YET : stateOfCalls(tracker)),
    latencies: [...latenciesOf(tracker), ...played],
  }
}

const NOTHING_YET: Pick<LoadState, "calls" | "seconds"> = {
  calls: { offered: 0, stored: 0, refused: 0, failed: 0, underWay: 0 },
  seconds: [],
}

function stateOfCalls(tracker: CallTracker): Pick<LoadState, "calls" | "seconds"> {
  const { offered, stored, ...codes } = tracker.book.totals()
  const [refused, failed] = [sumOf(codes.refused), sumOf(codes.failed)]
  const underWay = offered - stored - refused - failed
  return {
    calls: { offered, stored, refused, failed, underWay },
    seconds: tracker.book.seconds().slice(-LATEST_SECONDS).map(secondOf),
  }
}

function latenciesOf(tracker: CallTracker | null): LoadState["latencies"] {
  return [...(tracker?.latencies ?? [])].map(([metric, record]) => latencyOf(metric, record))
}

function latencyOf(metric: string, record: LatencyRecord): LoadState["latencies"][number] {
  return {
    metric,
    p50Ms: record.percentile(50),
    p95Ms: record.percentile(95),
    p99Ms: record.percentile(99),
  }
}

function secondOf({ second, offered, stored }: SecondTotals): LoadState["seconds"][number] {
  return { second, offered, stored }
}
