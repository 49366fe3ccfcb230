import type { Conditions } from "../../clients/conditions.ts"
import type { Nodes } from "./nodes.ts"

/** The clocks of all nodes, set through their management ports. */
export interface NodeClocks {
  /** Every running node's clock stands still at its own moment. */
  freezeAt(nowAt: (node: string) => Date): Promise<void>
}

export function openNodeClocks(conditions: readonly Conditions[], nodes: Nodes): NodeClocks {
  return {
    freezeAt: async (nowAt) => {
      const running = nodes.running()
      const reached = conditions.filter(({ node }) => running.includes(node.name))
      await Promise.all(reached.map(({ node, clock }) => clock.freeze(nowAt(node.name))))
    },
  }
}
