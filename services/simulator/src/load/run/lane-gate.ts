/** Lets so many in at once; the others come in the order in which they came. */
export interface LaneGate {
  enter(): Promise<void>
  leave(): void
}

export function laneGate(count: number): LaneGate {
  const queue: (() => void)[] = []
  let free = count
  return {
    enter: () => {
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve) => queue.push(resolve))
    },
    leave: () => {
      const next = queue.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
