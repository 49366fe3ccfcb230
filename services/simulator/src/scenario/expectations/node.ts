import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

const value = Type.Union([Type.String(), Type.Null()])

/** What a node is told to work with, and what it works with since its start. */
export const node = defineExpectation({
  name: "node",
  schema: withBasis({
    name: Name,
    option: Type.String({ minLength: 1 }),
    configured: value,
    effective: value,
  }),
  refersTo: ({ name }) => ({ nodes: [name] }),
  judge: ({ name, option, configured, effective }, { step }) => {
    const found = step.installation.nodes
      .find((one) => one.name === name)
      ?.options.find((one) => one.option === option)
    const words = (a: string | null, b: string | null): string =>
      `${name} ${option}: configured ${a ?? "nothing"}, effective ${b ?? "nothing"}`
    const isHeld = found?.configured === configured && found.effective === effective
    return heldIf(isHeld, {
      expected: words(configured, effective),
      found:
        found === undefined ? "the node does not say" : words(found.configured, found.effective),
      hint: `what is read at start changes with: npx gir restart ${name}`,
    })
  },
})
