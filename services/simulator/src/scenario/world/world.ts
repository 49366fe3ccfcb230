import type { IvrProfileObject } from "@gir/contracts"
import type { Random } from "@gir/sim"
import type { MediaFact } from "../facts.ts"
import type { Scenario } from "../scenario.ts"
import type { Authority } from "./authority.ts"
import type { LogReader } from "./log-reader.ts"
import type { Sessions } from "./sessions.ts"
import type { Stage } from "./stage.ts"
import type { StepNotes } from "./step-notes.ts"
import type { WorldClock } from "./world-clock.ts"

/** One rehearsal's own part of an installation: names lead to what they stand for. */
export interface World {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly policy: Readonly<Record<string, string>>
  readonly seed: number
  readonly random: Random
  readonly authority: Authority
  readonly sessions: Sessions
  readonly clock: WorldClock
  readonly log: LogReader
  readonly profile: { readonly dbid: number; readonly name: string }
  /** Path, as the guide writes it, of the CA file that the profile names. */
  readonly caFilePath: string
  /** Everything recorded so far. */
  readonly media: MediaFact[]
  /** Keystore files as they were, under the names that steps gave them. */
  readonly backups: Map<string, Buffer>
  /** The IVR Profile as each step left it. */
  readonly profiles: Map<string, IvrProfileObject>
  /** What the step that runs has met so far. */
  notes: StepNotes
}

export const TENANT = "Environment"
