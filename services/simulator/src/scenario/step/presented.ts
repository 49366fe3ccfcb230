import type { WalkSlide, WalkSwitch } from "@gir/contracts"
import { POLICY_SWITCHES } from "../policy.ts"
import type { Scenario, Slide } from "../scenario.ts"

/** A scenario that says nothing about slides is shown step by step. */
const THE_STEP: Slide = { show: "step", chain: "call", of: null, notes: "" }

/** @returns what a presenter shows, one after the other. */
export function slidesOf({ steps }: Scenario): WalkSlide[] {
  return steps.flatMap(({ slides = [] }, index) =>
    (slides.length === 0 ? [THE_STEP] : slides).map((slide) => ({ ...slide, step: index + 1 })),
  )
}

/** @returns the switches that a scenario cites, with the fidelity label of each value. */
export function switchesOf({ policy, steps }: Scenario): WalkSwitch[] {
  return Object.entries(policy).map(([name, cited]) => ({
    name,
    steps: steps.flatMap((step, index) =>
      step.expect.some(({ when }) => name in when) ? [index + 1] : [],
    ),
    values: cited.map((value) => {
      const { basis = "A", means = "" } = POLICY_SWITCHES[name]?.fidelity[value] ?? {}
      return { value, basis, means }
    }),
  }))
}
