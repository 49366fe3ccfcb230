import type { Asn1Node } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"
import { assertPrimitive, assertType } from "./read-values.ts"

/** No registered identifier comes near; it also bounds the work on one that is made to be long. */
const MAX_OID_BYTES = 128
/** Seven octets of base 128 are 49 bits, which a JavaScript number holds exactly. */
const SAFE_OCTETS = 7

/**
 * Reads an OBJECT IDENTIFIER in dotted decimal (X.690 §8.19).
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function readOid(node: Asn1Node): string {
  assertType(node, TAG.objectIdentifier, "OBJECT IDENTIFIER")
  assertPrimitive(node)
  const { content } = node
  if (content.length === 0 || content.length > MAX_OID_BYTES || content.at(-1)! >= 0x80) {
    throw malformed("the OBJECT IDENTIFIER is empty, cut or too long", node.offset)
  }
  const arcs: string[] = []
  let start = 0
  for (let at = 0; at < content.length; at += 1) {
    if (content[at]! >= 0x80) continue
    // X.690 §8.19.2: the leading octet of a subidentifier shall not be 0x80.
    if (content[start] === 0x80) throw malformed("an arc has a leading zero", node.offset)
    const digits = content.subarray(start, at + 1)
    arcs.push(...(start === 0 ? readFirstArcs(digits) : [readArc(digits).toString()]))
    start = at + 1
  }
  return arcs.join(".")
}

/** X.690 §8.19.4: the first two arcs share one subidentifier, 40 * first + second. */
function readFirstArcs(digits: Uint8Array): [string, string] {
  const value = BigInt(readArc(digits))
  const first = value < 40n ? 0n : value < 80n ? 1n : 2n
  return [first.toString(), (value - first * 40n).toString()]
}

function readArc(digits: Uint8Array): number | bigint {
  if (digits.length > SAFE_OCTETS) {
    return digits.reduce((sum, octet) => sum * 128n + BigInt(octet & 0x7f), 0n)
  }
  return digits.reduce((sum, octet) => sum * 128 + (octet & 0x7f), 0)
}
