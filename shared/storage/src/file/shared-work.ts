/**
 * Work that many ask for at once, such as the fsync of a folder that all write to. Whoever asks shares
 * the next run, which begins after the asking; one that is under way may have come too early.
 *
 * @returns a function that rejects as the run does that it shares.
 */
export function sharedWork(work: () => Promise<void>): () => Promise<void> {
  let tail: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    if (next !== null) return next
    const run = tail.then(() => {
      next = null
      return work()
    })
    next = run
    tail = run.catch(() => undefined)
    return run
  }
}
