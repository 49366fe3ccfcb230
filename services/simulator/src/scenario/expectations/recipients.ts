import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineExpectation, heldIf, isSameList, withBasis, wordsOf } from "./expectation.ts"
import { describeMedia, Part, selectMedia } from "./recorded-groups.ts"

const NamesOnly = Type.Array(Name)

/** To which certificates recordings are encrypted; none: they lie in clear. */
export const recipients = defineExpectation({
  name: "recipients",
  schema: withBasis({
    of: Name,
    part: Type.Optional(Part),
    are: Type.Optional(NamesOnly),
    /** Each recording has exactly one of these sets. */
    oneOf: Type.Optional(Type.Array(NamesOnly, { minItems: 1 })),
    /** Serial numbers, however many zeros they begin with. */
    serials: Type.Optional(Type.Array(Type.String({ pattern: "^[0-9A-Fa-f]{1,40}$" }))),
  }),
  refersTo: ({ of, are = [], oneOf = [] }) => ({
    groups: [of],
    certificates: [...are, ...oneOf.flat()],
  }),
  judge: ({ of, part, are, oneOf, serials }, { run, number }) => {
    const media = selectMedia({ recordings: of, parts: part ?? "call" }, run, number)
    const sets = oneOf ?? (are === undefined ? [] : [are])
    const isRight = (one: (typeof media)[number]): boolean =>
      (sets.length === 0 || sets.some((set) => isSameList(set, one.recipients))) &&
      (serials === undefined || isSameList(serials.map(plain), serialsOf(one).map(plain)))
    const wrong = media.find((one) => !isRight(one))
    const words = [
      ...(sets.length === 0 ? [] : [sets.map((set) => wordsOf(set)).join(" or ")]),
      ...(serials === undefined ? [] : [`serial ${serials.join(", ")}`]),
    ].join("; ")
    return heldIf(media.length > 0 && wrong === undefined, {
      expected: `${of}: encrypted to ${words}`,
      found:
        media.length === 0
          ? "there is no such recording"
          : wrong === undefined
            ? `${media.length} of ${media.length} encrypted to ${words}`
            : `${describeMedia(wrong)}: ${wordsOf(wrong.recipients)}`,
      hint: "compare with the profile's certificates when the call began: gir envelope inspect shows them",
    })
  },
})

function serialsOf({
  receipt,
}: {
  readonly receipt: {
    readonly protection: null | {
      readonly recipients: readonly { readonly serialNumber: string }[]
    }
  }
}): string[] {
  return (receipt.protection?.recipients ?? []).map(({ serialNumber }) => serialNumber)
}

/** RFC 5280 §4.1.2.2: a serial number is an integer; `01` and `0001` are one. */
function plain(serial: string): string {
  return serial.toUpperCase().replace(/^0+(?=.)/, "")
}
