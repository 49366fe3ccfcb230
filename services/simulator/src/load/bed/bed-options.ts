import type { LoadState } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type { SimulatorConfig } from "../../config.ts"
import type { LoadProfile } from "../profile/load-profile.ts"

export interface BedOptions {
  readonly config: SimulatorConfig
  readonly profile: LoadProfile
  /** Its `.gir` gets the installation's state, for the time of the load. */
  readonly folder: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** What the console shows of the load. */
  readonly watch: () => LoadState
}
