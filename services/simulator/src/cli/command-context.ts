import type { Clock } from "@gir/sim"
import type { SimulatorConfig } from "../config.ts"
import type { Terminal } from "./terminal.ts"

/** What every command is given. */
export interface CommandContext {
  readonly config: SimulatorConfig
  readonly terminal: Terminal
  readonly clock: Clock
  /** The folder in which the command was typed. */
  readonly folder: string
  /** Fires at Ctrl-C: stop what was started, leave nothing half-written. */
  readonly signal: AbortSignal
}
