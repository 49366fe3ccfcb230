import { chunkBytesAt, type ChunkSizes } from "./media-file.ts"

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

/** @returns a call's place among the others, 0 to 1: calls that begin together are not due together. */
export function nextPhase(): number {
  begun += 1
  return (begun * GOLDEN_RATIO) % 1
}

export interface SpeechRate {
  readonly bytesPerSecond: number
  /** Blocks are cut at multiples of this. */
  readonly bytesPerFrame: number
}

/** @param phase the share of a block that the call's first one has. */
export function blockSizes(rate: SpeechRate, phase: number): Required<ChunkSizes> {
  const { bytesPerSecond, bytesPerFrame } = rate
  const framesPerBlock = (bytesPerSecond * BLOCK_MS) / 1_000 / bytesPerFrame
  const sized = (frames: number): number => Math.max(Math.floor(frames), 1) * bytesPerFrame
  return { firstBytes: sized(framesPerBlock * phase), bytes: sized(framesPerBlock) }
}

export interface PaceOptions extends SpeechRate {
  /** Of the whole call. */
  readonly byteCount: number
  readonly phase: number
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
 *
 * A block is read when it is due and not before. What thousands of calls have read ahead grows old
 * in memory, and the collector that has to look for old memory stops them all.
 */
export function atRealTime(bytes: AsyncIterable<Uint8Array>, options: PaceOptions): PacedSpeech {
  const { pacer, bytesPerSecond, byteCount } = options
  const sizes = blockSizes(options, options.phase)
  let startMs: number | null = null
  const dueMs = (count: number): number | null =>
    startMs === null ? null : startMs + (count * 1_000) / bytesPerSecond
  async function* release(): AsyncGenerator<Uint8Array> {
    startMs = pacer.nowMs()
    const reader = readInPieces(bytes)
    try {
      let from = 0
      while (from < byteCount) {
        const to = Math.min(from + chunkBytesAt(sizes, from), byteCount)
        const waitMs = (dueMs(to) ?? 0) - pacer.nowMs()
        if (waitMs > 0) await pacer.wait(waitMs)
        const block = await reader.read(to - from)
        if (block.length === 0) return
        yield block
        from += block.length
      }
      // More than there should be: whoever knows the length refuses it.
      const more = await reader.read(1)
      if (more.length > 0) yield more
    } finally {
      await reader.close()
    }
  }
  return { blocks: release(), dueMs }
}

interface PieceReader {
  /** @returns fewer bytes only at the end. */
  read(byteCount: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** Cuts a source anew, in whatever pieces it comes. */
function readInPieces(bytes: AsyncIterable<Uint8Array>): PieceReader {
  const chunks = bytes[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return {
    async read(byteCount) {
      while (rest.length < byteCount) {
        const { value, done } = await chunks.next()
        if (done === true) break
        rest = rest.length === 0 ? value : Buffer.concat([rest, value])
      }
      const piece = rest.subarray(0, byteCount)
      rest = rest.subarray(byteCount)
      return piece
    },
    close: async () => void (await chunks.return?.()),
  }
}
