/** Something that was looked at over time: seconds, and what it was. */
export type Series = readonly (readonly [number, number])[]

/** A straight line through a series, with how sure its slope is. */
export interface Drift {
  readonly points: number
  readonly perHour: number
  /** 95 % interval of the slope. */
  readonly low: number
  readonly high: number
  /** Correlation of each residue with the next one. */
  readonly serialCorrelation: number
  readonly verdict: "flat" | "grows"
}

export interface DriftOptions {
  /** Growth per hour below which it counts as none. */
  readonly tolerance: number
}

/**
 * The lowest value of each stretch of time. A garbage collector lets memory rise and takes it back
 * when it likes: what a service really holds is what it comes down to. A leak lifts that too.
 */
export function lowerEnvelope(series: Series, windowSeconds: number): Series {
  const windows = new Map<number, number>()
  for (const [second, value] of series) {
    const window = Math.floor(second / windowSeconds)
    windows.set(window, Math.min(value, windows.get(window) ?? value))
  }
  return [...windows].map(([window, least]) => [(window + 0.5) * windowSeconds, least] as const)
}

/**
 * Least squares. Values that follow one another are alike, so they tell less than as many that do
 * not: the variance of the slope is widened by (1 + r) / (1 - r), r being the correlation of each
 * residue with the next one, where that is positive.
 *
 * @returns null for fewer than four points: a line through them says nothing.
 */
export function driftOf(series: Series, { tolerance }: DriftOptions): Drift | null {
  const count = series.length
  if (count < FEWEST) return null
  const hours = series.map(([second]) => second / 3_600)
  const values = series.map(([, value]) => value)
  const [meanX, meanY] = [mean(hours), mean(values)]
  const spread = sum(hours.map((x) => (x - meanX) ** 2))
  const perHour =
    sum(hours.map((x, index) => (x - meanX) * ((values[index] ?? 0) - meanY))) / spread
  const residues = hours.map((x, index) => (values[index] ?? 0) - meanY - perHour * (x - meanX))
  const square = sum(residues.map((one) => one ** 2))
  const serialCorrelation = square === 0 ? 0 : correlate(residues) / square
  const r = Math.min(MOST_CORRELATED, Math.max(0, serialCorrelation))
  const error = Math.sqrt((square / (count - 2) / spread) * ((1 + r) / (1 - r)))
  const reach = studentT(count - 2) * error
  const [low, high] = [perHour - reach, perHour + reach]
  const isFlat = low <= 0 || high < tolerance
  const verdict = isFlat ? "flat" : "grows"
  return { points: count, perHour, low, high, serialCorrelation, verdict }
}

const FEWEST = 4
/** Beyond it the widening would be a guess. */
const MOST_CORRELATED = 0.9

function correlate(residues: readonly number[]): number {
  return sum(residues.slice(1).map((one, index) => one * (residues[index] ?? 0)))
}

/** The 97.5 % quantile of Student's t, by Cornish and Fisher; within 1 % from 4 degrees on. */
function studentT(degrees: number): number {
  const z = 1.959_964
  const n = degrees
  const first = (z ** 3 + z) / (4 * n)
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2)
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * n ** 3)
  return z + first + second + third
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length
}
