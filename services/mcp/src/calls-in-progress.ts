/** Counts the calls that are being recorded now. */
export interface CallsInProgress {
  count(): number
  during<T>(work: () => Promise<T>): Promise<T>
}

export function callsInProgress(): CallsInProgress {
  let count = 0
  return {
    count: () => count,
    during: async (work) => {
      count += 1
      try {
        return await work()
      } finally {
        count -= 1
      }
    },
  }
}
