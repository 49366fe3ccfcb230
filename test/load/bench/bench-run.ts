import { systemClock } from "@gir/sim"

/** What a person may ask of a bench. */
export interface BenchOptions {
  /** A tenth of the work or less: shows that a bench works; its figures mean nothing. */
  readonly isSmall: boolean
  /** Of `soak`: how long its load lasts. */
  readonly minutes: number
  /** Of `soak`: calls per second; null: half of what was measured just before. */
  readonly rate: number | null
  /** Of `long-recording`: how long the call is. */
  readonly hours: number
}

/** One bench under way: how it tells, keeps what it found, and ends what it started. */
export interface BenchRun {
  readonly options: BenchOptions
  /** One line on standard error, with the time since the bench began. */
  say(text: string): void
  /** Keeps a figure at once, so that a bench that is cut short has told what it knew. */
  keep(figure: object): Promise<void>
  /** A file beside the bench's JSON, of the same name with another ending. */
  file(ending: string, text: string): Promise<void>
  /**
   * Has something ended when the bench ends, however it ends: done, failed, over time, Ctrl-C.
   *
   * @returns ends it now; it is ended once.
   */
  owns(close: () => Promise<unknown>): () => Promise<void>
}

/** Something that measures. */
export interface Bench {
  /** What it may take at most; then it is ended, and what it kept so far is its result. */
  limitMinutes(options: BenchOptions): number
  measure(run: BenchRun): Promise<void>
}

interface RunParts {
  readonly name: string
  readonly options: BenchOptions
  readonly write: (figures: readonly object[]) => Promise<void>
  readonly file: (ending: string, text: string) => Promise<void>
}

/** What came of a bench: all of it, or as much as it could in its time. */
export interface BenchEnd {
  readonly figures: readonly object[]
  readonly seconds: number
}

/**
 * Runs one bench within its time, and ends all that it started.
 *
 * @throws what the bench throws, the signal's reason, or an Error when its time is over.
 */
export async function runBench(
  bench: Bench,
  { name, options, write, file }: RunParts,
  interrupted: AbortSignal,
): Promise<BenchEnd> {
  const startMs = systemClock.monotonicMs()
  const seconds = (): number => (systemClock.monotonicMs() - startMs) / 1_000
  const say = (text: string): void => {
    process.stderr.write(`${seconds().toFixed(1).padStart(8)}s  ${name}: ${text}\n`)
  }
  const figures: object[] = []
  const closers = new Set<() => Promise<void>>()
  const run: BenchRun = {
    options,
    say,
    file,
    keep: async (figure) => {
      figures.push(figure)
      await write(figures)
    },
    owns: (close) => {
      const once = async (): Promise<void> => {
        if (closers.delete(once)) await close()
      }
      closers.add(once)
      return once
    },
  }
  const limit = bench.limitMinutes(options)
  say(`at most ${limit} minutes`)
  const time = withinTime(limit, interrupted)
  try {
    await Promise.race([bench.measure(run), time.isOver])
  } finally {
    time.clear()
    for (const close of [...closers].toReversed()) await close()
  }
  say(`done in ${seconds().toFixed(0)} s`)
  return { figures, seconds: seconds() }
}

function withinTime(minutes: number, interrupted: AbortSignal) {
  let clear = (): void => undefined
  const isOver = new Promise<never>((_resolve, reject) => {
    const late = new Error(`its ${minutes} minutes are over`)
    const timer = setTimeout(() => reject(late), minutes * 60_000)
    const stop = (): void => reject(interrupted.reason as Error)
    interrupted.addEventListener("abort", stop, { once: true })
    clear = () => {
      clearTimeout(timer)
      interrupted.removeEventListener("abort", stop)
    }
  })
  return { isOver, clear: () => clear() }
}

/** @returns `full`, or about a tenth of it when the bench is to be small. */
export function sized({ options }: BenchRun, full: number): number {
  return options.isSmall ? Math.ceil(full / 10) : full
}
