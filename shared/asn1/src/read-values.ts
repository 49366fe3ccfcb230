import type { Asn1Header, Asn1Node } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"

/** True for `[n]` of the context-specific class. */
export function isContext(node: Asn1Header, n: number): boolean {
  return node.tagClass === "context" && node.tagNumber === n
}

/** True for a universal type; see {@link TAG} for the numbers. */
export function isUniversal(node: Asn1Header, tag: number): boolean {
  return node.tagClass === "universal" && node.tagNumber === tag
}

/**
 * Every reader below takes the universal type of its name, or a context-specific tag in its place:
 * an IMPLICIT tag hides the type, and only the caller's grammar knows it.
 */
export function assertType(node: Asn1Node, tag: number, name: string): void {
  if (node.tagClass === "context" || isUniversal(node, tag)) return
  throw malformed(`expected ${name}, found ${describeTag(node)}`, node.offset)
}

function describeTag(node: Asn1Node): string {
  return node.tagClass === "universal"
    ? `tag ${node.tagNumber}`
    : `[${node.tagClass} ${node.tagNumber}]`
}

/** @throws ERR_ASN1_MALFORMED when the node is no SEQUENCE. */
export function readSequence(node: Asn1Node): readonly Asn1Node[] {
  assertType(node, TAG.sequence, "SEQUENCE")
  assertConstructed(node)
  return node.children
}

/** @throws ERR_ASN1_MALFORMED when the node is no SET. */
export function readSet(node: Asn1Node): readonly Asn1Node[] {
  assertType(node, TAG.set, "SET")
  assertConstructed(node)
  return node.children
}

/** @throws ERR_ASN1_MALFORMED */
export function readBoolean(node: Asn1Node): boolean {
  assertType(node, TAG.boolean, "BOOLEAN")
  assertPrimitive(node)
  if (node.contentBytes !== 1) throw malformed("a BOOLEAN has one octet", node.offset)
  return node.content[0] !== 0
}

/**
 * The content octets of an INTEGER: two's complement, most significant first, so that a positive
 * number with its top bit set begins with a zero octet.
 *
 * @throws ERR_ASN1_MALFORMED when empty or padded (X.690 §8.3.2 forbids that in BER as well).
 */
export function readIntegerBytes(node: Asn1Node): Uint8Array {
  assertType(node, TAG.integer, "INTEGER")
  assertPrimitive(node)
  const [first, second] = node.content
  if (first === undefined) throw malformed("an INTEGER has at least one octet", node.offset)
  if (second !== undefined) {
    const isPadded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
    if (isPadded) throw malformed("the INTEGER is padded", node.offset)
  }
  return node.content
}

/** @throws ERR_ASN1_MALFORMED */
export function readInteger(node: Asn1Node): bigint {
  const octets = readIntegerBytes(node)
  const unsigned = BigInt(`0x${Buffer.from(octets).toString("hex")}`)
  return octets[0]! < 0x80 ? unsigned : unsigned - (1n << BigInt(octets.length * 8))
}

/** An INTEGER that must fit in 32 bits, such as a version. @throws ERR_ASN1_MALFORMED */
export function readSmallInteger(node: Asn1Node): number {
  const octets = readIntegerBytes(node)
  if (octets.length > 4) throw malformed("the INTEGER is too large here", node.offset)
  let value = octets[0]! < 0x80 ? 0 : -1
  for (const octet of octets) value = (value << 8) | octet
  return value
}

/**
 * The value of an OCTET STRING, put together when it is constructed (X.690 §8.7.3).
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function readOctetString(node: Asn1Node): Uint8Array {
  assertType(node, TAG.octetString, "OCTET STRING")
  if (!node.isConstructed) return node.content
  return concat(leaves(node, TAG.octetString).map((leaf) => leaf.content))
}

/**
 * The value of a BIT STRING, put together when it is constructed (X.690 §8.6.4).
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function readBitString(node: Asn1Node): { unusedBits: number; bytes: Uint8Array } {
  assertType(node, TAG.bitString, "BIT STRING")
  const parts = node.isConstructed ? leaves(node, TAG.bitString) : [node]
  const last = parts.at(-1)
  if (last === undefined) return { unusedBits: 0, bytes: new Uint8Array(0) }
  for (const part of parts) {
    const unused = part.content[0]
    if (unused === undefined || unused > 7 || (unused > 0 && part.contentBytes === 1)) {
      throw malformed("the count of unused bits is wrong", part.offset)
    }
    // X.690 §8.6.4.1: only the last segment may end inside an octet.
    if (unused > 0 && part !== last) throw malformed("unused bits inside a value", part.offset)
  }
  const bytes = concat(parts.map((part) => part.content.subarray(1)))
  return { unusedBits: last.content[0]!, bytes }
}

/** The primitive segments of a constructed string, in order, whatever their nesting. */
export function leaves(node: Asn1Node, tag: number): readonly Asn1Node[] {
  const found: Asn1Node[] = []
  for (const child of node.children) {
    // X.690 §8.7.3.2: segments carry the universal tag, also below an implicit one.
    if (!isUniversal(child, tag)) throw malformed("a segment of another type", child.offset)
    if (child.isConstructed) found.push(...leaves(child, tag))
    else found.push(child)
  }
  return found
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function assertPrimitive(node: Asn1Node): void {
  if (node.isConstructed) throw malformed("the value must be primitive", node.offset)
}

function assertConstructed(node: Asn1Node): void {
  if (!node.isConstructed) throw malformed("the value must be constructed", node.offset)
}
