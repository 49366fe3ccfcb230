import type { StepKey } from "./plan-schema.ts"
import type { Plan } from "./plan.ts"

/** Calls that one recorder takes in one step, and what must become of them. */
export interface Round {
  readonly group: string
  readonly node: string
  readonly calls: number
  /** The certificates whose dates allow it on this recorder's clock; `null`: the call is refused. */
  readonly recipients: readonly string[] | null
}

/** A recorder of the rehearsal, and the plan's own that it stands for. */
export interface Recorder {
  readonly node: "mcp-1" | "mcp-2"
  readonly name: string
  readonly skewMs: number
}

/** Steps in which the plan's recordings are made; the rollback adds one call per recorder. */
const RECORDING_STEPS: readonly StepKey[] = [
  "before",
  "overlap",
  "newValid",
  "oldRemoved",
  "oldExpired",
]

const GROUPS: Readonly<Record<StepKey, string>> = {
  before: "before",
  overlap: "overlap",
  newValid: "both",
  oldRemoved: "removed",
  oldExpired: "expired",
  rollback: "rollback",
}

/** Two recorders stand for a fleet: the first, and the one whose clock is farthest off. */
export function recordersOf({ mcps }: Pick<Plan, "mcps">): readonly Recorder[] {
  const [first, ...others] = mcps
  if (first === undefined) return []
  const [second] = others.toSorted((a, b) => Math.abs(b.skewMs) - Math.abs(a.skewMs))
  const recorders: Recorder[] = [{ node: "mcp-1", ...first }]
  if (second !== undefined) recorders.push({ node: "mcp-2", ...second })
  return recorders
}

/** The calls of a step, shared out among its recorders. */
export function roundsOf(key: StepKey, plan: Plan, isNewUsable: boolean): readonly Round[] {
  const recorders = recordersOf(plan)
  return recorders.map(({ node, skewMs }, index) => {
    const suffix = index === 0 ? "" : `-${index + 1}`
    const share =
      key === "rollback" ? 1 : shareOf(key, plan.recordings, { index, of: recorders.length })
    return {
      group: `${GROUPS[key]}${suffix}`,
      node,
      calls: share,
      recipients: recipientsAt(key, plan, { skewMs, isNewUsable }),
    }
  })
}

/** Every recording falls to one step and one recorder; what does not divide goes to the first ones. */
function shareOf(
  key: StepKey,
  recordings: number,
  { index, of }: { readonly index: number; readonly of: number },
): number {
  const slots = RECORDING_STEPS.length * of
  const slot = RECORDING_STEPS.indexOf(key) * of + index
  return Math.floor(recordings / slots) + (slot < recordings % slots ? 1 : 0)
}

function recipientsAt(
  key: StepKey,
  { old, next, dates, policy }: Plan,
  { skewMs, isNewUsable }: { readonly skewMs: number; readonly isNewUsable: boolean },
): readonly string[] | null {
  const at = new Date(dates[key].getTime() + skewMs)
  const onProfile = [old, next].filter(({ letter }) => lettersOn(key, isNewUsable).includes(letter))
  const usable = onProfile.filter(
    ({ certificate }) => at >= certificate.notBefore && at <= certificate.notAfter,
  )
  if (usable.length > 0) return usable.map(({ letter }) => letter)
  if (policy.noUsableRecipient === "continue") return onProfile.map(({ letter }) => letter)
  // Only a rollback may end so: anywhere else the plan hopes for recordings.
  return key === "rollback" ? null : onProfile.map(({ letter }) => letter)
}

function lettersOn(key: StepKey, isNewUsable: boolean): readonly string[] {
  if (key === "before" || key === "rollback" || !isNewUsable) return ["A"]
  return key === "overlap" || key === "newValid" ? ["A", "B"] : ["B"]
}
