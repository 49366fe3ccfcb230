import type { FaultKind, NewSimFault } from "@gir/contracts"

/** The window Add Fault, as it is typed. */
export interface FaultDraft {
  readonly node: string
  readonly name: string
  /** Of subjects that it strikes. */
  readonly percent: string
  /** Empty: the node's own. */
  readonly seed: string
  /** Empty: any. */
  readonly subject: string
  readonly attributes: Readonly<Record<string, string>>
}

const WHOLE = /^\d{1,9}$/

/** @returns null while something in it is no number, or no share. */
export function newFault({
  name,
  percent,
  seed,
  subject,
  attributes,
}: Omit<FaultDraft, "node">): NewSimFault | null {
  const probability = Number(percent) / 100
  const isShare = percent.trim() !== "" && probability >= 0 && probability <= 1
  const numbers = Object.values(attributes)
  if (!isShare || !numbers.every((value) => WHOLE.test(value))) return null
  if (seed !== "" && !WHOLE.test(seed)) return null
  return {
    name,
    probability,
    ...(seed === "" ? {} : { seed: Number(seed) }),
    ...(subject === "" ? {} : { subject }),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, Number(value)]),
    ),
  }
}

export function attributesOf(kinds: FaultKind["attributes"]): Record<string, string> {
  return Object.fromEntries(kinds.map(({ name, default: value }) => [name, String(value)]))
}
