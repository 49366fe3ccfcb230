import { drawCa, drawRecording, type Drawn } from "../draw.ts"
import { ecKey, rsaKey } from "../keys.ts"
import { below, between, invalid, root, valid, type LimboCase } from "./limbo-case.ts"

/** RFC 4158: several ways, of which one is enough; and what may end one. */
export function graphCases(): readonly LimboCase[] {
  const anchor = root()
  const inner = between(anchor)
  const other = drawCa("Other Root", { key: ecKey(4) })
  const byOther = between(other)
  const old = between(anchor, { toDays: -1 })
  const oldRoot = root({ toDays: -1 })
  const leaf = below(inner)
  const self = drawRecording("Alone", { key: rsaKey(1) })
  const oldSelf = drawRecording("Alone", { key: rsaKey(1), toDays: -1 })
  const crossed: Drawn = drawCa("Root", { key: ecKey(1), issuer: other })
  const firstOfLoop = drawCa("One", { key: ecKey(5), issuer: drawCa("Two", { key: ecKey(6) }) })
  const secondOfLoop = drawCa("Two", { key: ecKey(6), issuer: firstOfLoop })
  const untrusted = { beside: [inner, anchor] }
  return [
    valid("the bundle in order", [leaf, inner, anchor]),
    valid("the bundle with the root first", [leaf, anchor, inner]),
    valid("the intermediate beside the root", [leaf, anchor], { beside: [inner] }),
    invalid("no intermediate", [leaf, anchor]),
    invalid("the intermediate alone is in the CA file", [leaf, inner]),
    invalid("the root is beside, not in the CA file", [leaf, other], untrusted),
    valid("the root is beside as well", [leaf, anchor], untrusted),
    valid("the intermediate cross-signed, both roots there", [leaf, inner, byOther, anchor, other]),
    valid("the intermediate cross-signed, one root there", [leaf, byOther, other], {
      beside: [inner],
    }),
    valid("a root cross-signed by another, both there", [leaf, inner, crossed, anchor, other]),
    valid("a root cross-signed by another, the other one there", [leaf, inner, crossed, other]),
    valid("a stale intermediate beside its renewal", [leaf, old, inner, anchor]),
    valid("a stale root beside its renewal", [below(root()), oldRoot, anchor]),
    invalid("only the stale intermediate", [below(old), old, anchor]),
    valid("the leaf is self-signed, and in the CA file", [self, self]),
    invalid("the leaf is self-signed, and not in the CA file", [self, anchor]),
    invalid("the leaf is self-signed, in the CA file, and expired", [oldSelf, oldSelf]),
    valid("the leaf is the root itself", [anchor, anchor]),
    valid("the leaf is in the CA file beside its root", [leaf, leaf, inner, anchor]),
    invalid("CAs that sign each other, and no root", [
      below(firstOfLoop),
      firstOfLoop,
      secondOfLoop,
    ]),
    valid("a certificate twice", [leaf, inner, inner, anchor, anchor]),
  ]
}
