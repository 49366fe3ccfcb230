import { Type } from "typebox"
import { Name } from "../file/words.ts"
import type { LogFact } from "../facts.ts"
import { ErrorCodeOrNone } from "./error-code-name.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** A node raised an alarm: what an administrator is woken for. */
export const alarm = defineExpectation({
  name: "alarm",
  schema: withBasis({
    code: ErrorCodeOrNone,
    on: Type.Optional(Name),
    /** Must stand in the alarm: a reason's code, a serial number, an offset. */
    saying: Type.Optional(Type.String({ minLength: 1 })),
  }),
  refersTo: ({ on }) => ({ nodes: on === undefined ? [] : [on] }),
  judge: ({ code, on, saying }, { step }) => {
    const alarms = step.log.filter(
      ({ isAlarm, node }) => isAlarm && (on === undefined || node === on),
    )
    const matching = alarms.filter((one) => one.code === code && says(one, saying))
    const isHeld = code === "none" ? alarms.length === 0 : matching.length > 0
    const where = on === undefined ? "" : ` on ${on}`
    const [first] = alarms
    return heldIf(isHeld, {
      expected: code === "none" ? `no alarm${where}` : `alarm ${code}${where}${saidWords(saying)}`,
      found: isHeld
        ? code === "none"
          ? "none"
          : `alarm ${code} on ${matching[0]?.node}`
        : first === undefined
          ? "no alarm"
          : `${first.code} on ${first.node}: ${first.message}; reasons ${first.codes.join(", ")}`,
      hint: `read the node's log, or: npx gir explain ${code === "none" ? (first?.code ?? "") : code}`,
    })
  },
})

export function says({ message, text, codes }: LogFact, words: string | undefined): boolean {
  return (
    words === undefined || message.includes(words) || text.includes(words) || codes.includes(words)
  )
}

export function saidWords(words: string | undefined): string {
  return words === undefined ? "" : `, saying "${words}"`
}
