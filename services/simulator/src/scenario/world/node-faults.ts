import type { NewSimFault } from "@gir/contracts"
import { historyOfAll, type Conditions } from "../../clients/conditions.ts"
import type { EvidenceFault } from "../../evidence/evidence.ts"
import type { Nodes } from "./nodes.ts"

/** The faults of all nodes, switched through their management ports. */
export interface NodeFaults {
  /** @param on name of one node; every one when it is absent. */
  add(fault: NewSimFault, on?: string): Promise<void>
  remove(name: string, on?: string): Promise<void>
  /** What is on when nobody asked for anything; what struck before is forgotten. */
  reset(): Promise<void>
  /** What struck since the reset. */
  history(): Promise<readonly EvidenceFault[]>
}

export function openNodeFaults(conditions: readonly Conditions[], nodes: Nodes): NodeFaults {
  const reached = (on?: string): readonly Conditions[] => {
    const running = nodes.running().filter((name) => on === undefined || name === on)
    return conditions.filter(({ node }) => running.includes(node.name))
  }
  return {
    add: async (fault, on) => {
      await Promise.all(reached(on).map(({ faults }) => faults.add(fault)))
    },
    remove: async (name, on) => {
      await Promise.all(reached(on).map(({ faults }) => faults.remove(name)))
    },
    reset: async () => {
      await Promise.all(
        reached().map(async ({ faults }) => {
          await faults.reset()
          await faults.clearHistory()
        }),
      )
    },
    history: async () =>
      (await historyOfAll(reached())).map(({ fault, subject }) => ({
        // Which process met it is chance; the part of the system is not.
        node: fault.split(".", 1)[0] ?? "",
        fault,
        subject,
      })),
  }
}
