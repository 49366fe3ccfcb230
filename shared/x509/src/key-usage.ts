import { isUniversal, readBitString, TAG, type Asn1Node } from "@gir/asn1"
import { unexpected } from "./der-fields.ts"

/** `KeyUsage ::= BIT STRING`, bit 0 first. RFC 5280 §4.2.1.3 */
export const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const

export type KeyUsage = (typeof KEY_USAGES)[number]

export function readKeyUsage(node: Asn1Node): ReadonlySet<string> {
  if (!isUniversal(node, TAG.bitString)) throw unexpected("BIT STRING expected", node)
  const { bytes } = readBitString(node)
  const isSet = (bit: number): boolean => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0
  return new Set(KEY_USAGES.filter((_, bit) => isSet(bit)))
}

/** The named bits as DER writes them: without trailing zero bits (X.690 §11.2.2). */
export function encodeKeyUsage(usages: readonly KeyUsage[]): Uint8Array {
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage))
  const last = Math.max(-1, ...bits)
  const octets = new Uint8Array((last >> 3) + 1)
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7)
  const unusedBits = last === -1 ? 0 : 7 - (last & 7)
  return Uint8Array.of(TAG.bitString, octets.length + 1, unusedBits, ...octets)
}
