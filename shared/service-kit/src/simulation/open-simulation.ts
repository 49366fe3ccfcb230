import {
  noFaults,
  openFaults,
  simulatedClock,
  systemClock,
  type Clock,
  type FaultRegistry,
  type Faults,
  type SimulatedClock,
} from "@gir/sim"
import { conditionsFile } from "./conditions-file.ts"
import type { SimulationConfig } from "./simulation-config.ts"

/** Time and luck, as this process sees them. */
export interface Simulation {
  readonly clock: Clock
  readonly faults: Faults
  /** Changes them; null at full speed. */
  readonly control: SimulationControl | null
}

/** What the management routes work with. */
export interface SimulationControl {
  readonly clock: SimulatedClock
  readonly faults: FaultRegistry
  /** Keeps the conditions for the next start. @throws ERR_SIM_CONDITIONS */
  readonly save: () => void
  readonly clearHistory: () => void
}

/**
 * Clock and faults as they were when this node ran last; at first the machine's clock, and the
 * faults that are on by default.
 *
 * @throws ERR_SIM_CONDITIONS when they are damaged.
 */
export function openSimulation(config: SimulationConfig, nodeName: string): Simulation {
  if (!config.isOn) return { clock: systemClock, faults: noFaults, control: null }
  const { nodeRoot, seed } = config
  const file = nodeRoot === null ? null : conditionsFile(nodeRoot, nodeName)
  const conditions = file?.read() ?? null
  const clock = simulatedClock(systemClock, conditions?.clock)
  const faults = openFaults({
    seed,
    ...(conditions === null ? {} : { remembered: conditions.faults }),
    earlier: file?.readEvents() ?? [],
    onEvent: (event) => file?.addEvent(event),
  })
  const control = {
    clock,
    faults,
    save: () => file?.write({ clock: clock.state(), faults: faults.list().map(asAsked) }),
    clearHistory: () => {
      faults.clearHistory()
      file?.clearEvents()
    },
  }
  return { clock, faults, control }
}

function asAsked({ subject, ...fault }: ReturnType<FaultRegistry["list"]>[number]) {
  return { ...fault, ...(subject === null ? {} : { subject }) }
}
