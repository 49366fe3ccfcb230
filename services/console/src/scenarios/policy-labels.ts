import type { WalkSwitch } from "@gir/contracts"

const WORDS: Readonly<Record<string, string>> = {
  D: "documented",
  S: "standard",
  M: "measured",
  A: "assumed",
}

export interface PolicyLabel {
  readonly name: string
  readonly value: string
  readonly basis: string
  readonly word: string
  readonly means: string
}

/** @returns the fidelity label of each value of a policy such as `noUsableRecipient=refuse`. */
export function labelsOf(policy: string, switches: readonly WalkSwitch[]): PolicyLabel[] {
  return policy.split(", ").flatMap((words) => {
    const [name = "", value = ""] = words.split("=")
    const found = switches
      .find((one) => one.name === name)
      ?.values.find((one) => one.value === value)
    if (found === undefined) return []
    const { basis, means } = found
    return [{ name, value, basis, word: WORDS[basis] ?? basis, means }]
  })
}
