import {
  SimClock,
  SimFault,
  SimHistory,
  type NewSimFault,
  type SimClockChange,
  type SimFaultEvent,
} from "@gir/contracts"
import { httpClient } from "@gir/service-kit"
import { Type } from "typebox"
import { readSecret, type SecretFiles } from "../installation/secrets.ts"
import type { Node } from "../installation/service-table.ts"

/** The clock and the faults of one node, through its management port. */
export interface Conditions {
  readonly node: Node
  readonly clock: ClockConditions
  readonly faults: FaultConditions
  close(): Promise<void>
}

interface ClockConditions {
  show(): Promise<SimClock>
  /** Shows `date` and runs on from there. @throws ERR_SIM_CLOCK */
  set(date: Date): Promise<SimClock>
  /** Moves it; a frozen clock stays frozen. @throws ERR_SIM_CLOCK */
  advance(ms: number): Promise<SimClock>
  /** Runs so far ahead of the machine, or behind it. @throws ERR_SIM_CLOCK */
  skew(ms: number): Promise<SimClock>
  /** Stands still, at `date` when there is one. @throws ERR_SIM_CLOCK */
  freeze(date?: Date): Promise<SimClock>
  /** Shows the machine's time again. */
  reset(): Promise<SimClock>
}

interface FaultConditions {
  list(): Promise<SimFault[]>
  /** @throws ERR_SIM_FAULT_UNKNOWN, ERR_SIM_FAULT_ATTRIBUTE */
  add(fault: NewSimFault): Promise<SimFault>
  /** @throws ERR_SIM_FAULT_UNKNOWN also when it is not on. */
  remove(name: string): Promise<void>
  /** What is on when nobody has asked for anything. */
  reset(): Promise<void>
  /** What was struck, by fault and subject. */
  history(): Promise<SimFaultEvent[]>
  clearHistory(): Promise<void>
}

/** Opens the management ports of `nodes`; close each, or all with {@link closeConditions}. */
export async function openConditions(
  nodes: readonly Node[],
  secrets: SecretFiles,
): Promise<Conditions[]> {
  const token = await readSecret(secrets.serviceTokenFile)
  return nodes.map((node) => conditions(node, token))
}

export async function closeConditions(opened: readonly Conditions[]): Promise<void> {
  await Promise.all(opened.map((each) => each.close()))
}

/**
 * @returns what was struck anywhere, by fault and subject. Which node took a job is chance, so that
 * it is left out: the same seed gives the same list.
 */
export async function historyOfAll(opened: readonly Conditions[]): Promise<SimFaultEvent[]> {
  const lists = await Promise.all(opened.map(({ faults }) => faults.history()))
  const byKey = new Map(lists.flat().map((event) => [`${event.fault}\0${event.subject}`, event]))
  const entries = [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return entries.map(([, event]) => event)
}

function conditions(node: Node, token: string): Conditions {
  const http = httpClient({
    baseUrl: `http://127.0.0.1:${node.simPort}`,
    authorization: () => `Bearer ${token}`,
  })
  const clock = (change: SimClockChange): Promise<SimClock> =>
    http.request({ method: "PUT", path: "/sim/clock", body: change, schema: SimClock })
  const remove = async (path: string): Promise<void> => {
    await http.request({ method: "DELETE", path })
  }
  const history = () => http.request({ method: "GET", path: "/sim/history", schema: SimHistory })
  return {
    node,
    clock: {
      show: () => http.request({ method: "GET", path: "/sim/clock", schema: SimClock }),
      set: (date) => clock({ now: date.toISOString() }),
      skew: (ms) => clock({ skewMs: ms }),
      freeze: (date) =>
        clock({ ...(date === undefined ? {} : { now: date.toISOString() }), isFrozen: true }),
      advance: (ms) =>
        http.request({
          method: "POST",
          path: "/sim/clock/advance",
          body: { ms },
          schema: SimClock,
        }),
      reset: () => http.request({ method: "DELETE", path: "/sim/clock", schema: SimClock }),
    },
    faults: {
      list: () =>
        http.request({ method: "GET", path: "/sim/faults", schema: Type.Array(SimFault) }),
      add: (fault) =>
        http.request({ method: "POST", path: "/sim/faults", body: fault, schema: SimFault }),
      remove: (name) => remove(`/sim/faults/${encodeURIComponent(name)}`),
      reset: () => remove("/sim/faults"),
      history: async () => (await history()).events,
      clearHistory: () => remove("/sim/history"),
    },
    close: () => http.close(),
  }
}
