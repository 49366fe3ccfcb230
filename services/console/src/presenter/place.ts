import type { ScenarioWalk } from "@gir/contracts"

type Told = Pick<ScenarioWalk, "slides" | "steps" | "phase">

/** Where a presenter is, and where the keys lead from there. */
export interface Place {
  /** Index of the slide that is shown; -1 while there is none. */
  readonly index: number
  /** Index of the slide before; null at the first one. */
  readonly before: number | null
  /** What "next" does: shows a slide, has the engine do a step first, or nothing. */
  readonly next: { readonly index: number; readonly needsStep: boolean } | null
}

/**
 * Slides of steps that were done can be looked at again, and nothing is undone by it; the first slide
 * of a later step has the engine do that step.
 *
 * @param wanted the slide that the address names, from 1.
 */
export function placeOf({ slides, steps, phase }: Told, wanted: number): Place {
  const last = slides.findLastIndex(({ step }) => step <= steps.length)
  const asked = Number.isInteger(wanted) && wanted >= 1 ? wanted - 1 : 0
  const index = Math.min(asked, last)
  const following = index + 1
  const isThere = following <= last
  const canStep = following < slides.length && phase === "waiting"
  return {
    index,
    before: index > 0 ? index - 1 : null,
    next: isThere || canStep ? { index: following, needsStep: !isThere } : null,
  }
}
