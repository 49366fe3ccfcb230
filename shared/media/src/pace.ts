/** Time as a recorder needs it; tests put their own in. */
export interface Pacer {
  /** Milliseconds that only ever grow. */
  nowMs(): number
  wait(ms: number): Promise<void>
}

/**
 * Waits end together, on the next multiple of this. A process that is woken for each of two thousand
 * calls by itself, and wakes a thread for each write, spends its time on waking.
 */
const TICK_MS = 5

const ticks = new Map<number, Promise<void>>()

/** The machine's own time. */
export const machinePacer: Pacer = {
  nowMs: () => performance.now(),
  wait: (ms) => {
    const nowMs = performance.now()
    const tick = Math.ceil((nowMs + ms) / TICK_MS)
    const waiting = ticks.get(tick)
    if (waiting !== undefined) return waiting
    const ends = new Promise<void>((resolve) => {
      setTimeout(
        () => {
          ticks.delete(tick)
          resolve()
        },
        tick * TICK_MS - nowMs,
      )
    })
    ticks.set(tick, ends)
    return ends
  },
}

/**
 * Speech is gathered into blocks. What a live call costs is hardly its bytes, it is the way of each
 * block through timer, cipher and above all file write: with blocks of two seconds two thousand calls
 * need a thousand writes a second, with frames of 20 ms they would need a hundred thousand.
 */
const BLOCK_MS = 2_000

/** However many there are, multiples of it lie evenly between the whole numbers. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2
let begun = 0

/** The share of a block that a call's first one has: calls that begin together are not due together. */
function nextPhase(): number {
  begun += 1
  return (begun * GOLDEN_RATIO) % 1
}

export interface PaceOptions {
  readonly bytesPerSecond: number
  /** Blocks are cut at multiples of this. */
  readonly bytesPerFrame: number
  readonly pacer: Pacer
}

/** Speech that is released at its own pace. */
export interface PacedSpeech {
  readonly blocks: AsyncIterable<Uint8Array>
  /** @returns when the first `bytes` bytes are due; `null` before the first reading. */
  readonly dueMs: (bytes: number) => number | null
}

/**
 * Releases bytes when they would have been spoken. Each block is due by the clock and not by the
 * one before it, so a slow reader does not make the call longer; a reader that takes nothing stops
 * the source.
 */
export function atRealTime(bytes: AsyncIterable<Uint8Array>, options: PaceOptions): PacedSpeech {
  const { pacer, bytesPerSecond } = options
  let startMs: number | null = null
  const dueMs = (count: number): number | null =>
    startMs === null ? null : startMs + (count * 1_000) / bytesPerSecond
  async function* release(): AsyncGenerator<Uint8Array> {
    startMs = pacer.nowMs()
    let releasedBytes = 0
    for await (const block of cut(bytes, options)) {
      releasedBytes += block.length
      const waitMs = (dueMs(releasedBytes) ?? 0) - pacer.nowMs()
      if (waitMs > 0) await pacer.wait(waitMs)
      yield block
    }
  }
  return { blocks: release(), dueMs }
}

/** However the source is read, blocks have one size, but for a call's first and last. */
async function* cut(
  bytes: AsyncIterable<Uint8Array>,
  options: PaceOptions,
): AsyncGenerator<Uint8Array> {
  const blockBytes = blockSize(options, 1)
  let wantedBytes = blockSize(options, nextPhase())
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= wantedBytes) {
      yield rest.subarray(0, wantedBytes)
      rest = rest.subarray(wantedBytes)
      wantedBytes = blockBytes
    }
  }
  if (rest.length > 0) yield rest
}

function blockSize({ bytesPerSecond, bytesPerFrame }: PaceOptions, share: number): number {
  const wanted = (bytesPerSecond * share * BLOCK_MS) / 1_000
  return Math.max(Math.floor(wanted / bytesPerFrame), 1) * bytesPerFrame
}
