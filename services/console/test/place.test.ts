import type { WalkSlide } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { placeOf } from "../src/presenter/place.ts"

const slide = (step: number): WalkSlide => ({
  step,
  show: "step",
  chain: "call",
  of: null,
  notes: "",
})
/** Two slides of the first step, one of the second, one of the third. */
const SLIDES = [slide(1), slide(1), slide(2), slide(3)]
const told = (done: number, phase: "waiting" | "working" = "waiting") => ({
  slides: SLIDES,
  steps: Array.from({ length: done }) as never[],
  phase,
})

describe("where a presenter is", () => {
  it("goes from slide to slide within a step, and has the engine do the next step after it", () => {
    expect(placeOf(told(1), 1)).toEqual({
      index: 0,
      before: null,
      next: { index: 1, needsStep: false },
    })
    expect(placeOf(told(1), 2).next).toEqual({ index: 2, needsStep: true })
  })

  it("looks back without a step being undone, and forth again without its being done again", () => {
    expect(placeOf(told(2), 3).before).toBe(1)
    expect(placeOf(told(2), 2).next).toEqual({ index: 2, needsStep: false })
  })

  it("waits for a step that is at work, on the last slide that is there", () => {
    expect(placeOf(told(1, "working"), 3)).toEqual({ index: 1, before: 0, next: null })
  })

  it("ends at the last slide, and shows none before the first step", () => {
    expect(placeOf(told(3), 4).next).toBeNull()
    expect(placeOf(told(0, "working"), 1).index).toBe(-1)
    expect(placeOf(told(3), Number.NaN).index).toBe(0)
  })
})
