import { TAG, type Asn1Node } from "@gir/asn1"
import { unexpected } from "./der-fields.ts"

const CONSTRUCTED: ReadonlySet<number> = new Set([TAG.sequence, TAG.set])

/** Tags of types whose values are told here, so that their form can be told too. */
const KNOWN: ReadonlySet<number> = new Set(Object.values(TAG))

/**
 * A certificate is DER, and DER has one encoding for each value (X.690 §10, §11). The decoder has
 * seen to the lengths; here the forms that BER has beyond it are refused. A default that is spelt
 * out (`critical FALSE`) is let pass: many CAs write it, and no reader minds.
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function assertDer(node: Asn1Node): void {
  const fault = formFault(node)
  if (fault !== null) throw unexpected(`${fault}, which is not DER`, node)
  for (const child of node.children) assertDer(child)
}

function formFault(node: Asn1Node): string | null {
  if (node.tagClass !== "universal" || !KNOWN.has(node.tagNumber)) return null
  const { tagNumber, isConstructed, content } = node
  // X.690 §10.2: strings are primitive.
  if (isConstructed !== CONSTRUCTED.has(tagNumber)) return "the value has the other form"
  const [first] = content
  if (tagNumber === TAG.boolean && first !== 0 && first !== 0xff) return "a BOOLEAN is 00 or FF"
  if (tagNumber === TAG.null && content.length > 0) return "a NULL has no content"
  if (tagNumber === TAG.bitString && hasPaddingBits(content)) return "an unused bit is set"
  return null
}

/** X.690 §11.2.1: "Each unused bit in the final octet ... shall be set to zero". */
function hasPaddingBits(content: Uint8Array): boolean {
  const unusedBits = content[0] ?? 0
  if (unusedBits > 7 || content.length < 2) return false
  return (content.at(-1)! & ((1 << unusedBits) - 1)) !== 0
}
