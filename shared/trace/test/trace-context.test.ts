import { describe, expect, it } from "vitest"
import { formatTraceparent, isSampled, parseTraceparent } from "../src/index.ts"

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
const SPAN = "00f067aa0ba902b7"
const GOOD = `00-${TRACE}-${SPAN}-01`

describe("a traceparent", () => {
  it("is read and written as it came, with the flags that are known", () => {
    for (const flags of ["00", "01", "02", "03"]) {
      const header = `00-${TRACE}-${SPAN}-${flags}`
      const context = parseTraceparent(header)
      expect(context && formatTraceparent(context)).toBe(header)
      expect(context && isSampled(context)).toBe(flags === "01" || flags === "03")
    }
    const unknown = parseTraceparent(`00-${TRACE}-${SPAN}-fd`)
    expect(unknown && formatTraceparent(unknown)).toBe(GOOD)
  })

  it("of a later version is read as far as it is like this one", () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes-next`)).toEqual(
      parseTraceparent(GOOD),
    )
  })

  const bad: Readonly<Record<string, unknown>> = {
    "that is absent": undefined,
    "that is empty": "",
    "that came twice": `${GOOD}, ${GOOD}`,
    "as a list": [GOOD],
    "in upper case": GOOD.toUpperCase(),
    "with one upper-case digit": GOOD.replace("f", "F"),
    "with a digit that is none": GOOD.replace("f", "g"),
    "without a trace": `00-${"0".repeat(32)}-${SPAN}-01`,
    "without a span": `00-${TRACE}-${"0".repeat(16)}-01`,
    "of the forbidden version": `ff-${TRACE}-${SPAN}-01`,
    "that goes on": `${GOOD}-00`,
    "with a line end": `${GOOD}\n`,
    "with a space before it": ` ${GOOD}`,
    "with an underscore for a dash": GOOD.replaceAll("-", "_"),
    "of a version of one digit": GOOD.slice(1),
    "of a later version that is glued to more": `cc-${TRACE}-${SPAN}-01x`,
  }
  it.each(Object.entries(bad))("%s is none", (_what, value) => {
    expect(parseTraceparent(value)).toBeNull()
  })

  it("that is cut short anywhere is none", () => {
    const cuts = Array.from({ length: GOOD.length }, (_, length) => GOOD.slice(0, length))
    expect(cuts.filter((cut) => parseTraceparent(cut) !== null)).toEqual([])
  })
})
