import type { NodeClocks } from "./node-clocks.ts"

/** The rehearsal's time: it stands still, and moves only when a step says so. */
export interface WorldClock {
  now(): Date
  /** A node's own time: the rehearsal's, and how far its clock is off. */
  nowAt(node: string): Date
  set(date: Date): Promise<void>
  advance(ms: number): Promise<void>
  /** Sets a node's clock wrong, or right again with 0. */
  skew(node: string, ms: number): Promise<void>
}

export function openWorldClock(start: Date, clocks: NodeClocks): WorldClock {
  const skews = new Map<string, number>()
  let nowMs = start.getTime()
  const nowAt = (node: string): Date => new Date(nowMs + (skews.get(node) ?? 0))
  const apply = (): Promise<void> => clocks.freezeAt(nowAt)
  const set = async (date: Date): Promise<void> => {
    nowMs = date.getTime()
    await apply()
  }
  return {
    now: () => new Date(nowMs),
    nowAt,
    set,
    advance: (ms) => set(new Date(nowMs + ms)),
    skew: async (node, ms) => {
      skews.set(node, ms)
      await apply()
    },
  }
}
