const POLL_MS = 200

/** Lets held requests wait for a change that any process may make. */
export interface ChangeWatch {
  /**
   * Resolves when the latest change is another one than `since`, when the time is up, when the
   * caller goes away, on `close`, or when the database fails: whoever waited then reads for itself.
   */
  untilChanged(since: number, options: { waitMs: number; signal: AbortSignal }): Promise<void>
  /** A change was made here: those who wait need not wait for the next look. */
  nudge(): void
  /** Lets everybody go, now and from now on. */
  close(): void
}

interface Waiter {
  readonly since: number
  release(): void
}

/**
 * Looks at the number of the latest change several times a second while somebody waits, and never
 * otherwise. One small query serves all who wait, survives a restart of the database, and sees the
 * changes of other processes; LISTEN would need its own connection and lose hints with it.
 */
export function changeWatch(options: { readLatest: () => Promise<number> }): ChangeWatch {
  const waiters = new Set<Waiter>()
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let isLooking = false

  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    const latest = await options.readLatest().catch(() => null)
    isLooking = false
    for (const waiter of waiters) {
      if (latest === null || waiter.since !== latest) waiter.release()
    }
    schedule()
  }
  const schedule = (): void => {
    clearTimeout(timer)
    if (waiters.size > 0) timer = setTimeout(() => void look(), POLL_MS)
  }
  return {
    untilChanged: (since, { waitMs, signal }) =>
      new Promise((resolve) => {
        if (isClosed || signal.aborted) return resolve()
        const release = (): void => {
          clearTimeout(expiry)
          waiters.delete(waiter)
          signal.removeEventListener("abort", release)
          resolve()
        }
        const waiter = { since, release }
        const expiry = setTimeout(release, waitMs)
        signal.addEventListener("abort", release)
        waiters.add(waiter)
        if (waiters.size === 1) schedule()
      }),
    nudge: () => {
      if (waiters.size > 0) void look()
    },
    close: () => {
      isClosed = true
      clearTimeout(timer)
      for (const waiter of waiters) waiter.release()
    },
  }
}
