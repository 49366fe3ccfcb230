import type { Scenario } from "../scenario/scenario.ts"
import type { Lab } from "./lab.ts"

/** The IVR Profile of a world has its name; the guide calls it so. */
const GUIDE_PROFILE = "recording"

/** @returns what a world is opened for: a scenario whose steps somebody else decides. */
export function scenarioOf(lab: Lab): Scenario {
  const { number, title, proves, source, basis, seed, clock, nodes, certificates } = lab
  return {
    name: GUIDE_PROFILE,
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
