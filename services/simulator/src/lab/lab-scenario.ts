import type { Scenario } from "../scenario/scenario.ts"
import type { Lab } from "./lab.ts"

/** @returns what a world is opened for: a scenario whose steps somebody else decides. */
export function scenarioOf(lab: Lab): Scenario {
  const { name, number, title, proves, source, basis, seed, clock, nodes, certificates } = lab
  return {
    name,
    number,
    title,
    proves,
    source,
    basis,
    seed,
    clock,
    nodes,
    certificates,
    policy: {},
    caBundle: null,
    steps: [],
    inputs: [],
  }
}
