import { type NewSimFault, type SimFault, SimFaultList } from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** The faults of one node, at its management port. */
export interface FaultClient {
  readonly node: string
  list(): Promise<SimFault[]>
  /** @throws ERR_SIM_FAULT_UNKNOWN, ERR_SIM_FAULT_ATTRIBUTE */
  add(fault: NewSimFault): Promise<void>
  /** @throws ERR_SIM_FAULT_UNKNOWN when it is not on. */
  remove(name: string): Promise<void>
  /** Puts on what is on when nobody has asked for anything, and forgets what was struck. */
  reset(): Promise<void>
}

export function faultClient(node: string, http: HttpClient): FaultClient {
  const path = "/sim/faults"
  return {
    node,
    list: () => http.request({ method: "GET", path, schema: SimFaultList }),
    add: async (body) => {
      await http.request({ method: "POST", path, body })
    },
    remove: async (name) => {
      await http.request({ method: "DELETE", path: `${path}/${encodeURIComponent(name)}` })
    },
    reset: async () => {
      await http.request({ method: "DELETE", path })
      await http.request({ method: "DELETE", path: "/sim/history" })
    },
  }
}
