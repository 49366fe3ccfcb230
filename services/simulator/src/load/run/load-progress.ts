import type { CallTracker } from "./call-tracker.ts"
import type { Players } from "./players.ts"

/** A load that runs. */
export interface LoadProgress {
  readonly phase: "set-up" | "load" | "drain" | "prove"
  readonly elapsedMs: number
  readonly totalMs: number
  readonly tracker: CallTracker | null
  readonly players: Players | null
  readonly proved: number
}
