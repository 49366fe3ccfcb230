/** Time as a recorder needs it; tests put their own in. */
export interface Pacer {
  /** Milliseconds that only ever grow. */
  nowMs(): number
  wait(ms: number): Promise<void>
}

/** The machine's own time. */
export const machinePacer: Pacer = {
  nowMs: () => performance.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms)
    }),
}

/** Speech is gathered into blocks: two thousand calls then need ten thousand timers a second. */
const BLOCK_MS = 200

export interface PaceOptions {
  readonly bytesPerSecond: number
  /** Blocks are cut at multiples of this. */
  readonly bytesPerFrame: number
  readonly pacer: Pacer
}

/**
 * Releases bytes when they would have been spoken. Each block is due by the clock and not by the
 * one before it, so a slow reader does not make the call longer; a reader that takes nothing stops
 * the source.
 */
export async function* atRealTime(
  bytes: AsyncIterable<Uint8Array>,
  options: PaceOptions,
): AsyncGenerator<Uint8Array> {
  const { pacer, bytesPerSecond } = options
  const blockBytes = blockSize(options)
  const startMs = pacer.nowMs()
  let releasedBytes = 0
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += blockBytes) {
      const block = chunk.subarray(at, at + blockBytes)
      releasedBytes += block.length
      const dueMs = startMs + (releasedBytes * 1_000) / bytesPerSecond
      const waitMs = dueMs - pacer.nowMs()
      if (waitMs > 0) await pacer.wait(waitMs)
      yield block
    }
  }
}

function blockSize({ bytesPerSecond, bytesPerFrame }: PaceOptions): number {
  const wanted = (bytesPerSecond * BLOCK_MS) / 1_000
  return Math.max(Math.floor(wanted / bytesPerFrame), 1) * bytesPerFrame
}
