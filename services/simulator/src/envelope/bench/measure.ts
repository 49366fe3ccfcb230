import type { Clock } from "@gir/sim"

/** Two ways of doing the same work. */
export interface Contest {
  readonly ours: () => Promise<unknown>
  /** The floor, or the other tool. */
  readonly theirs: () => Promise<unknown>
  /** Makes room for either; its time does not count. */
  readonly prepare?: () => Promise<void>
}

/** One result of the benchmark: always a ratio of two things measured side by side. */
export interface Figure {
  readonly name: string
  /** Median over the rounds of their time divided by ours: 1 is as fast, 2 twice as fast. */
  readonly ratio: number
  /** What it should reach; `null` when nothing is promised. */
  readonly target: number | null
  readonly oursMs: number
  readonly theirsMs: number
  readonly ratios: readonly number[]
  readonly against: string
}

interface MeasureOptions extends Contest {
  readonly name: string
  readonly against: string
  readonly target: number | null
  readonly rounds: number
  readonly clock: Clock
}

/**
 * Runs both by turns, so that what else the machine does falls on both, after a round that does not
 * count.
 */
export async function measure(options: MeasureOptions): Promise<Figure> {
  const { name, against, target, rounds, ours, theirs } = options
  const timed = (work: () => Promise<unknown>): Promise<number> => timeOf(work, options)
  await timed(theirs)
  await timed(ours)
  const times: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    // By turns too who goes first: the second finds warmer caches.
    const [first, second] = round % 2 === 0 ? [theirs, ours] : [ours, theirs]
    const [firstMs, secondMs] = [await timed(first), await timed(second)]
    times.push(
      round % 2 === 0 ? { theirs: firstMs, ours: secondMs } : { theirs: secondMs, ours: firstMs },
    )
  }
  const ratios = times.map((time) => time.theirs / time.ours)
  return {
    name,
    against,
    target,
    ratio: median(ratios),
    oursMs: median(times.map((time) => time.ours)),
    theirsMs: median(times.map((time) => time.theirs)),
    ratios,
  }
}

async function timeOf(
  work: () => Promise<unknown>,
  { clock, prepare }: MeasureOptions,
): Promise<number> {
  await prepare?.()
  const start = clock.monotonicMs()
  await work()
  return clock.monotonicMs() - start
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
