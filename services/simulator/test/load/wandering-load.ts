import { seededRandom } from "@gir/sim"
import { latencyRecord } from "../../src/load/arithmetic/latency-record.ts"
import { sampleLoad } from "./sample-load.ts"

const CALLS_PER_SECOND = 20

/** A minute at 20 calls per second, whose latencies wander from second to second as real ones do. */
export function wanderingLoad(seed: number, delayMs: number, seconds = 60) {
  const random = seededRandom(seed)
  const record = latencyRecord()
  for (let second = 0; second < seconds; second += 1) {
    const level = 10 + 4 * Math.sin(second / 9 + seed) + 2 * random.next()
    for (let call = 0; call < CALLS_PER_SECOND; call += 1) {
      const intendedMs = second * 1_000 + call * (1_000 / CALLS_PER_SECOND)
      const ms = level - 3 * Math.log(1 - random.next()) + delayMs
      record.note({ intendedMs, sentMs: intendedMs, endedMs: intendedMs + ms })
    }
  }
  const stored = CALLS_PER_SECOND
  const all = { refused: {}, failed: {} }
  return sampleLoad({
    warmUpMs: 5_000,
    calls: { offered: stored * seconds, stored: stored * seconds, ...all },
    seconds: Array.from({ length: seconds }, (_, second) => ({
      second,
      offered: stored,
      stored,
      ...all,
    })),
    latencies: { record_durable: record.facts() },
  })
}
