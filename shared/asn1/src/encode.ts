import { TAG } from "./asn1-node.ts"

const CONSTRUCTED = 0x20
const CONTEXT = 0x80

/** The identifier octets of the two constructed universal types. */
const SEQUENCE = CONSTRUCTED | TAG.sequence
const SET = CONSTRUCTED | TAG.set

/**
 * Identifier and length octets; DER's shortest form, or the indefinite form of BER.
 *
 * @param identifier the one identifier octet: class, constructed bit and a tag number below 31.
 */
export function encodeHeader(identifier: number, contentBytes: number | "indefinite"): Uint8Array {
  if (contentBytes === "indefinite") return Uint8Array.of(identifier, 0x80)
  if (contentBytes < 0x80) return Uint8Array.of(identifier, contentBytes)
  const octets: number[] = []
  for (let rest = contentBytes; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.of(identifier, 0x80 | octets.length, ...octets)
}

/** X.690 §8.1.5: closes a value that was opened with indefinite length. */
export const END_OF_CONTENTS: Uint8Array = Uint8Array.of(0, 0)

/** One value: header and content. */
export function encodeValue(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contentBytes = parts.reduce((sum, part) => sum + part.length, 0)
  const header = encodeHeader(identifier, contentBytes)
  const whole = new Uint8Array(header.length + contentBytes)
  whole.set(header)
  let at = header.length
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function encodeSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeValue(SEQUENCE, ...parts)
}

/** SET OF, sorted as DER demands (X.690 §11.6). */
export function encodeSet(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeValue(SET, ...sortSet(parts))
}

/** X.690 §11.6. Complete values never are prefixes of each other, so bytewise order is enough. */
export function sortSet(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  return parts.toSorted((a, b) => Buffer.compare(a, b))
}

/** @param value a number of either sign, or the octets of an unsigned one, most significant first. */
export function encodeInteger(value: bigint | number | Uint8Array): Uint8Array {
  // Versions and the like, without the way through BigInt.
  if (typeof value === "number" && value >= 0 && value < 0x80)
    return Uint8Array.of(TAG.integer, 1, value)
  const isBytes = value instanceof Uint8Array
  return encodeValue(TAG.integer, isBytes ? unsignedOctets(value) : signedOctets(BigInt(value)))
}

function unsignedOctets(octets: Uint8Array): Uint8Array {
  const first = octets.findIndex((octet) => octet !== 0)
  if (first === -1) return Uint8Array.of(0)
  const magnitude = octets.subarray(first)
  return magnitude[0]! < 0x80 ? magnitude : Uint8Array.of(0, ...magnitude)
}

/** Two's complement in as few octets as hold it (X.690 §8.3). */
function signedOctets(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value - 1n : value
  const octetCount = Math.floor(magnitude.toString(2).length / 8) + 1
  const wrapped = BigInt.asUintN(octetCount * 8, value)
  return Buffer.from(wrapped.toString(16).padStart(octetCount * 2, "0"), "hex")
}

/**
 * @param oid dotted decimal, such as `1.2.840.113549.1.7.3`.
 * @returns bytes that are shared between calls: not to be changed.
 */
export function encodeOid(oid: string): Uint8Array {
  const known = encodedOids.get(oid)
  if (known !== undefined) return known
  const encoded = encodeArcs(oid)
  if (encodedOids.size < MAX_ENCODED_OIDS) encodedOids.set(oid, encoded)
  return encoded
}

/** Writers use the same few identifiers again and again; a bound, should one not. */
const MAX_ENCODED_OIDS = 256
const encodedOids = new Map<string, Uint8Array>()

function encodeArcs(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split(".").map(readArc)
  const arcs = [Number(first) * 40 + Number(second), ...rest]
  return encodeValue(TAG.objectIdentifier, Uint8Array.from(arcs.flatMap(base128)))
}

/** Numbers are an order of magnitude faster than BigInt, and enough for all but UUIDs. */
function readArc(text: string): number | bigint {
  const arc = Number(text)
  return Number.isSafeInteger(arc) ? arc : BigInt(text)
}

/** X.690 §8.19.2: seven bits an octet, the top bit set in all but the last. */
function base128(arc: number | bigint): number[] {
  if (typeof arc === "bigint") return bigBase128(arc)
  const digits = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) | 0x80)
  }
  return digits
}

function bigBase128(arc: bigint): number[] {
  const digits = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80)
  return digits
}

export function encodeOctetString(bytes: Uint8Array): Uint8Array {
  return encodeValue(TAG.octetString, bytes)
}

/** A BIT STRING of whole octets. */
export function encodeBitString(bytes: Uint8Array): Uint8Array {
  return encodeValue(TAG.bitString, Uint8Array.of(0), bytes)
}

export function encodeNull(): Uint8Array {
  return Uint8Array.of(TAG.null, 0)
}

export function encodeBoolean(value: boolean): Uint8Array {
  return Uint8Array.of(TAG.boolean, 1, value ? 0xff : 0)
}

export function encodeUtf8String(text: string): Uint8Array {
  return encodeValue(TAG.utf8String, new TextEncoder().encode(text))
}

/** `[n]`: constructed around a complete value when EXPLICIT, primitive around octets when IMPLICIT. */
export function encodeContext(
  n: number,
  content: Uint8Array,
  { constructed }: { constructed: boolean },
): Uint8Array {
  return encodeValue(CONTEXT | (constructed ? CONSTRUCTED : 0) | n, content)
}
