import {
  activate,
  defaultFaults,
  requireFault,
  type ActiveFault,
  type NewFault,
} from "./active-faults.ts"
import { faultHistory, type FaultEvent, type FaultHistoryOptions } from "./fault-history.ts"
import type { AttributesOf, FaultName } from "./fault-table.ts"
import type { Faults } from "./faults.ts"
import { keyedChance } from "./keyed-chance.ts"

/** The faults of one node, and what they have done. */
export interface FaultRegistry extends Faults {
  list(): ActiveFault[]
  /** Puts a fault on; one of this name that was on is replaced. @throws ERR_SIM_FAULT_… */
  add(fault: NewFault): ActiveFault
  /** @returns false when it was not on. @throws ERR_SIM_FAULT_UNKNOWN */
  remove(name: string): boolean
  /** What is on when nobody has asked for anything. */
  reset(): void
  history(): FaultEvent[]
  /** True when the history has no room for more. */
  isHistoryFull(): boolean
  clearHistory(): void
}

export interface OpenFaultsOptions extends FaultHistoryOptions {
  readonly seed: number
  /** What was on before the restart; default: what is on when nobody has asked for anything. */
  readonly remembered?: readonly NewFault[]
}

/** @throws ERR_SIM_FAULT_… when `remembered` does not fit. */
export function openFaults(options: OpenFaultsOptions): FaultRegistry {
  const { seed, remembered } = options
  const history = faultHistory(options)
  const active = new Map<FaultName, ActiveFault>()
  const turnOn = (faults: readonly ActiveFault[]): void => {
    for (const fault of faults) active.set(fault.name, fault)
  }
  turnOn(remembered?.map((fault) => activate(fault, seed)) ?? defaultFaults(seed))
  return {
    fires<N extends FaultName>(name: N, subject: string) {
      const fault = active.get(name)
      if (fault === undefined || !subject.includes(fault.subject ?? "")) return null
      const { chance, where } = keyedChance({ seed: fault.seed, fault: name, subject })
      if (chance >= fault.probability) return null
      const times = fault.attributes["times"] ?? 0
      if (times > 0 && history.strikes(name, subject) >= times) return null
      history.note({ fault: name, subject, attributes: fault.attributes })
      return { ...(fault.attributes as AttributesOf<N>), where }
    },
    list: () => [...active.values()],
    add: (fault) => {
      const added = activate(fault, seed)
      active.set(added.name, added)
      return added
    },
    remove: (name) => active.delete(requireFault(name).name),
    reset: () => {
      active.clear()
      turnOn(defaultFaults(seed))
    },
    history: () => history.events(),
    isHistoryFull: () => history.isFull(),
    clearHistory: () => history.clear(),
  }
}
