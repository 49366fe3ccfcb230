import type { Asn1Node } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"
import { assertPrimitive, assertType } from "./read-values.ts"

/** No registered identifier comes near; it also bounds the work on one that is made to be long. */
const MAX_OID_BYTES = 128
/** Up to here an arc and seven bits more are a number that JavaScript holds exactly. */
const MAX_SAFE_ARC = 2 ** 46 - 1

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
  let text = ""
  let arc: number | bigint = 0
  let isFirst = true
  for (let at = 0; at < content.length; at += 1) {
    const octet = content[at]!
    // X.690 §8.19.2: the leading octet of a subidentifier shall not be 0x80.
    if (isFirst && octet === 0x80) throw malformed("an arc has a leading zero", node.offset)
    arc = withDigit(arc, octet & 0x7f)
    isFirst = octet < 0x80
    if (!isFirst) continue
    text = text === "" ? firstArcs(arc) : `${text}.${arc}`
    arc = 0
  }
  return text
}

/** Base 128, most significant digit first. */
function withDigit(arc: number | bigint, digit: number): number | bigint {
  if (typeof arc === "number" && arc <= MAX_SAFE_ARC) return arc * 128 + digit
  return BigInt(arc) * 128n + BigInt(digit)
}

/** X.690 §8.19.4: the first two arcs share one subidentifier, 40 * first + second. */
function firstArcs(arc: number | bigint): string {
  if (typeof arc === "bigint") return `2.${arc - 80n}`
  const first = Math.min(Math.floor(arc / 40), 2)
  return `${first}.${arc - first * 40}`
}
