import type { Asn1Node, TagClass } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { encodeValue, sortSet } from "./encode.ts"
import { malformed } from "./malformed.ts"
import { isUniversal, leaves, readBitString } from "./read-values.ts"

const CLASS_BITS: Readonly<Record<TagClass, number>> = {
  universal: 0x00,
  application: 0x40,
  context: 0x80,
  private: 0xc0,
}

/** Types whose constructed form is only a way of cutting the value into segments. */
const SEGMENTED: ReadonlySet<number> = new Set([
  TAG.octetString,
  TAG.utf8String,
  TAG.numericString,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
])

/**
 * Encodes a BER value again as DER, so that two encodings of one value compare equal: shortest
 * definite lengths, strings in one piece, sets sorted, TRUE as 0xFF (X.690 §10, §11).
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function toDer(node: Asn1Node): Uint8Array {
  if (node.tagNumber > 30) throw malformed("a tag number above 30 is not handled", node.offset)
  const identifier = CLASS_BITS[node.tagClass] | node.tagNumber
  if (!node.isConstructed) return encodeValue(identifier, primitiveContent(node))
  if (node.tagClass === "universal") {
    if (SEGMENTED.has(node.tagNumber)) {
      const parts = leaves(node, TAG.octetString).map((leaf) => leaf.content)
      return encodeValue(identifier, ...parts)
    }
    if (node.tagNumber === TAG.bitString) {
      const { unusedBits, bytes } = readBitString(node)
      return encodeValue(identifier, Uint8Array.of(unusedBits), bytes)
    }
  }
  const children = node.children.map(toDer)
  return encodeValue(
    identifier | 0x20,
    ...(isUniversal(node, TAG.set) ? sortSet(children) : children),
  )
}

function primitiveContent(node: Asn1Node): Uint8Array {
  const isTrue = isUniversal(node, TAG.boolean) && node.content.some((octet) => octet !== 0)
  return isTrue ? Uint8Array.of(0xff) : node.content
}
