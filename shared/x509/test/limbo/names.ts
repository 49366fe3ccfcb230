import { encodeSequence } from "@gir/asn1"
import { drawCa, drawRecording } from "../draw.ts"
import * as ext from "../extensions.ts"
import { ecKey, rsaKey } from "../keys.ts"
import { TBS } from "../rebuild.ts"
import {
  altered,
  below,
  between,
  encodeExtension,
  extension,
  invalid,
  root,
  valid,
  withExtensions,
  type LimboCase,
} from "./limbo-case.ts"

/** RFC 5280 §4.2.1.6, §4.2.1.10: which names a certificate has, and where constraints count. */
export function nameCases(): readonly LimboCase[] {
  return [...positionCases(), ...subjectCases()]
}

/** Whose names are looked at, and whose constraints count. */
function positionCases(): readonly LimboCase[] {
  const anchor = root()
  const constraint = ext.nameConstraints({ permitted: [ext.host("x.example")] })
  const soft = { ...constraint, isCritical: false }
  const constrained = root({ extensions: [constraint] })
  const selfIssued = drawCa("Root", {
    key: ecKey(3),
    issuer: constrained,
    extensions: [ext.altNames(ext.host("y.example"))],
  })
  const outside = between(constrained, { extensions: [ext.altNames(ext.host("y.example"))] })
  const softRoot = root({ extensions: [soft] })
  const host = { extensions: [ext.altNames(ext.host("y.example"))] }
  const itself = drawRecording("Root", { key: rsaKey(1), issuer: constrained, ...host })
  return [
    valid("root (constraints) -> root (self-issued, outside) -> leaf", [
      below(selfIssued),
      selfIssued,
      constrained,
    ]),
    invalid("root (constraints) -> A (outside) -> leaf", [below(outside), outside, constrained]),
    invalid("root (constraints) -> leaf (self-issued, outside)", [itself, constrained]),
    invalid("root (constraints, not critical) -> leaf (outside)", [
      below(softRoot, host),
      softRoot,
    ]),
    invalid("root (constraints, not critical) -> leaf", [below(softRoot), softRoot]),
    invalid("root -> leaf (constraints, no CA)", [
      below(anchor, { extensions: [constraint] }),
      anchor,
    ]),
  ]
}

function subjectCases(): readonly LimboCase[] {
  const anchor = root()
  const noName = encodeSequence()
  const host = ext.altNames(ext.host("x.example"))
  const named = (isCritical: boolean): ReturnType<typeof below> =>
    below(anchor, { extensions: [{ ...host, isCritical }] })
  const inner = between(anchor)
  const nameless = drawRecording("Recording", { key: rsaKey(1), issuer: inner })
  return [
    valid("root -> leaf (no subject, critical SAN)", [
      altered(named(true), { [TBS.subject]: noName }),
      anchor,
    ]),
    invalid("root -> leaf (no subject, SAN not critical)", [
      altered(named(false), { [TBS.subject]: noName }),
      anchor,
    ]),
    invalid("root -> leaf (no subject, no SAN)", [
      altered(below(anchor), { [TBS.subject]: noName }),
      anchor,
    ]),
    invalid("root -> A (no subject) -> leaf", [
      altered(nameless, { [TBS.issuer]: noName }, inner.key),
      altered(inner, { [TBS.subject]: noName }),
      anchor,
    ]),
    invalid("root -> leaf (an empty SAN)", [
      withExtensions(below(anchor), [
        encodeExtension(extension("subjectAltName", encodeSequence())),
      ]),
      anchor,
    ]),
    invalid("root -> leaf (SAN beyond ASCII)", [
      withExtensions(below(anchor), [encodeExtension(ext.altNames(ext.host("ü.example")))]),
      anchor,
    ]),
  ]
}
