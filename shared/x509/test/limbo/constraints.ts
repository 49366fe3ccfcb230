import { encodeBoolean, encodeInteger, encodeSequence } from "@gir/asn1"
import { drawCa } from "../draw.ts"
import * as ext from "../extensions.ts"
import { ecKey } from "../keys.ts"
import {
  below,
  between,
  encodeExtension,
  extension,
  having,
  invalid,
  lacking,
  root,
  valid,
  withExtensions,
  type LimboCase,
} from "./limbo-case.ts"

const CA = encodeSequence(encodeBoolean(true))

/** RFC 5280 §4.2.1.3, §4.2.1.9: who may sign, and how deep. */
export function constraintCases(): readonly LimboCase[] {
  const anchor = root()
  const under = (options: Parameters<typeof between>[1]): Parameters<typeof valid>[1] => {
    const inner = between(anchor, options)
    return [below(inner), inner, anchor]
  }
  const over = (options: Parameters<typeof root>[0]): Parameters<typeof valid>[1] => {
    const odd = root(options)
    return [below(odd), odd]
  }
  const minusOne = encodeSequence(encodeBoolean(true), encodeInteger(-1))
  const negative = extension("basicConstraints", minusOne, true)
  return [
    invalid("root (no basicConstraints) -> leaf", over(lacking("basicConstraints"))),
    invalid("root (basicConstraints not critical) -> leaf", over(having("basicConstraints", CA))),
    invalid("root (no keyUsage) -> leaf", over(lacking("keyUsage"))),
    invalid("root (keyCertSign, cA false) -> leaf", over({ extensions: [ext.notCa()] })),
    invalid("root -> A (no basicConstraints) -> leaf", under(lacking("basicConstraints"))),
    invalid(
      "root -> A (basicConstraints not critical) -> leaf",
      under(having("basicConstraints", CA)),
    ),
    invalid("root -> A (no keyUsage) -> leaf", under(lacking("keyUsage"))),
    invalid("root -> A (no keyCertSign) -> leaf", under({ extensions: [ext.keyUsage(1, 0x02)] })),
    invalid("root -> A (cA false) -> leaf", under({ extensions: [ext.notCa()] })),
    invalid("root -> A (pathlen -1) -> leaf", [
      below(between(anchor)),
      withExtensions(between(anchor), [encodeExtension(negative)]),
      anchor,
    ]),
    valid("root -> leaf (no keyUsage)", [below(anchor, lacking("keyUsage")), anchor]),
    valid("root -> leaf (no basicConstraints)", [
      below(anchor, lacking("basicConstraints")),
      anchor,
    ]),
    invalid("root -> leaf (keyCertSign, no CA)", [
      below(anchor, { extensions: [ext.keyUsage(2, 0x24)] }),
      anchor,
    ]),
    invalid("root -> leaf (a pathlen, no CA)", [
      below(anchor, having("basicConstraints", encodeSequence(encodeInteger(0)), true)),
      anchor,
    ]),
    invalid("root -> leaf (keyUsage of no bits)", [
      below(anchor, { extensions: [ext.keyUsage(0)] }),
      anchor,
    ]),
    valid("root -> leaf (itself a CA)", [between(anchor), anchor]),
    ...pathLengthCases(),
  ]
}

function pathLengthCases(): readonly LimboCase[] {
  const zero = root({ pathLength: 0 })
  const one = root({ pathLength: 1 })
  const selfIssued = drawCa("Root", { key: ecKey(3), issuer: zero })
  const underZero = between(zero)
  const underOne = between(one)
  const wide = between(one, { pathLength: 7 })
  const second = drawCa("Second", { key: ecKey(4), issuer: underOne })
  const selfOfOne = drawCa("Between", { key: ecKey(3), issuer: underOne })
  const leafCa = between(zero)
  return [
    valid("root (pathlen:0) -> leaf", [below(zero), zero]),
    invalid("root (pathlen:0) -> A -> leaf", [below(underZero), underZero, zero]),
    valid("root (pathlen:1) -> A -> leaf", [below(underOne), underOne, one]),
    valid("root (pathlen:1) -> A (pathlen:7) -> leaf", [below(wide), wide, one]),
    invalid("root (pathlen:1) -> A -> B -> leaf", [below(second), second, underOne, one]),
    valid("root (pathlen:0) -> root (self-issued, new key) -> leaf", [
      below(selfIssued),
      selfIssued,
      zero,
    ]),
    valid("root (pathlen:1) -> A -> A (self-issued) -> leaf", [
      below(selfOfOne),
      selfOfOne,
      underOne,
      one,
    ]),
    // RFC 5280 §4.2.1.9: "the last certificate in the certification path is not an intermediate".
    valid("root (pathlen:0) -> leaf (itself a CA)", [leafCa, zero]),
  ]
}
