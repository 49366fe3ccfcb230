import type { LabDone, LabHint, LabReport, LabSolution, LabStatus } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type { Action } from "../scenario/scenario.ts"
import type { Stage } from "../scenario/world/stage.ts"
import type { Lab } from "./lab.ts"

/** A lab that somebody works at. One thing is done at a time, whoever asks. */
export interface LabSession {
  status(): LabStatus
  /**
   * Does one thing after the other, as a scenario's step would; a refusal is an answer.
   *
   * @throws ERR_LAB_ACTION before anything is done, ERR_LAB_BROKEN
   */
  act(actions: readonly Action[]): Promise<LabDone>
  /** Asks the real system about every task. @throws ERR_LAB_BROKEN */
  check(): Promise<LabReport>
  /** The next hint for the first task that is not done. @throws ERR_LAB_BROKEN */
  hint(): Promise<LabHint>
  /** Goes back to the start and does what the lab's solution says. */
  solve(): Promise<LabSolution>
  /** Brings the installation back to the start, whatever was done to it. */
  reset(): Promise<void>
  close(): Promise<void>
}

export interface LabOptions {
  readonly stage: Stage
  readonly lab: Lab
  /** Draws the cause; in place of the lab's own. */
  readonly seed?: number
  /** Tells this session's jobs apart from those of every other on the installation: `[0-9a-z-]`. */
  readonly runId: string
  /** Tells sessions apart on one installation: recordings of each have ids of their own. */
  readonly attempt: number
  /** The machine's clock. */
  readonly clock: Clock
  /** Folder for the files that a student uploads; null: nobody does. */
  readonly files: string | null
}
