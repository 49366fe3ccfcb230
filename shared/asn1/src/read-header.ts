import type { Asn1Header, TagClass } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"

/** Identifier (4) and length (9) octets that a header may have at most. */
export const MAX_HEADER_BYTES = 13

/** Three octets of base 128: no standard that we read goes beyond two. */
const MAX_TAG_OCTETS = 3
/** 2^48 octets are more than any file system holds, and still an exact JavaScript number. */
const MAX_CONTENT_BYTES = 2 ** 48
/** Leading zero octets are legal BER, so the count may exceed what the value needs. */
const MAX_LENGTH_OCTETS = 8

const CLASSES: readonly TagClass[] = ["universal", "application", "context", "private"]

export interface ReadHeaderOptions {
  /** `der` refuses indefinite and non-minimal lengths (X.690 §10.1). Default `ber`. */
  readonly rules?: "ber" | "der"
  /** Added to the positions in error messages, when `bytes` is a part of something larger. */
  readonly baseOffset?: number
}

/**
 * Reads the identifier and length octets at position `at`, and nothing behind them: the content
 * need not be in `bytes`.
 *
 * @returns `null` when `bytes` ends inside the header, so that a streaming reader can wait.
 * @throws ERR_ASN1_MALFORMED
 */
export function readHeader(
  bytes: Uint8Array,
  at: number,
  options: ReadHeaderOptions = {},
): Asn1Header | null {
  const start = (options.baseOffset ?? 0) + at
  const isDer = options.rules === "der"
  const identifier = readIdentifier(bytes, at, start)
  if (identifier === null) return null
  const length = readLength(bytes, { at: at + identifier.octets, start, isDer })
  if (length === null) return null
  const header: Asn1Header = {
    tagClass: identifier.tagClass,
    tagNumber: identifier.tagNumber,
    isConstructed: identifier.isConstructed,
    isIndefinite: length.isIndefinite,
    headerBytes: identifier.octets + length.octets,
    contentBytes: length.contentBytes,
  }
  assertForm(header, start)
  return header
}

interface Identifier {
  tagClass: TagClass
  tagNumber: number
  isConstructed: boolean
  octets: number
}

function readIdentifier(bytes: Uint8Array, at: number, start: number): Identifier | null {
  const first = bytes[at]
  if (first === undefined) return null
  const tagClass = CLASSES[first >> 6]!
  const isConstructed = (first & 0x20) !== 0
  const low = first & 0x1f
  if (low !== 0x1f) return { tagClass, tagNumber: low, isConstructed, octets: 1 }
  const long = readLongTagNumber(bytes, at + 1, start)
  return long === null
    ? null
    : { tagClass, tagNumber: long.tagNumber, isConstructed, octets: 1 + long.octets }
}

/** X.690 §8.1.2.4: base 128, no leading zero digit, and only for numbers from 31 up. */
function readLongTagNumber(
  bytes: Uint8Array,
  at: number,
  start: number,
): { tagNumber: number; octets: number } | null {
  let tagNumber = 0
  for (let index = 0; index < MAX_TAG_OCTETS; index += 1) {
    const octet = bytes[at + index]
    if (octet === undefined) return null
    if (index === 0 && octet === 0x80) throw malformed("the tag number has a leading zero", start)
    tagNumber = tagNumber * 128 + (octet & 0x7f)
    if (octet < 0x80) {
      if (tagNumber < 31) throw malformed("a small tag number is in the long form", start)
      return { tagNumber, octets: index + 1 }
    }
  }
  throw malformed("the tag number is too large", start)
}

interface Length {
  contentBytes: number
  isIndefinite: boolean
  octets: number
}

function readLength(
  bytes: Uint8Array,
  { at, start, isDer }: { at: number; start: number; isDer: boolean },
): Length | null {
  const first = bytes[at]
  if (first === undefined) return null
  if (first < 0x80) return { contentBytes: first, isIndefinite: false, octets: 1 }
  if (first === 0x80) {
    if (isDer) throw malformed("DER has no indefinite length", start)
    return { contentBytes: 0, isIndefinite: true, octets: 1 }
  }
  // X.690 §8.1.3.5 c: 0xFF is reserved; it also falls to this limit.
  const octets = first & 0x7f
  if (octets > MAX_LENGTH_OCTETS) throw malformed("the length has too many octets", start)
  let contentBytes = 0
  for (let index = 1; index <= octets; index += 1) {
    const octet = bytes[at + index]
    if (octet === undefined) return null
    contentBytes = contentBytes * 256 + octet
  }
  if (contentBytes > MAX_CONTENT_BYTES) throw malformed("the length is too large", start)
  if (isDer && (bytes[at + 1] === 0 || contentBytes < 0x80)) {
    throw malformed("the length is not in its shortest form", start)
  }
  return { contentBytes, isIndefinite: false, octets: 1 + octets }
}

function assertForm(header: Asn1Header, start: number): void {
  // X.690 §8.1.3.2 a: a primitive encoding shall use the definite form.
  if (header.isIndefinite && !header.isConstructed) {
    throw malformed("a primitive value has indefinite length", start)
  }
  if (header.tagClass !== "universal") return
  const { tagNumber, isConstructed, contentBytes } = header
  if (tagNumber === TAG.endOfContents && (isConstructed || contentBytes > 0)) {
    throw malformed("end-of-contents octets are not 00 00", start)
  }
  // X.690 §8.9.1, §8.11.1: sequences and sets are always constructed.
  if (!isConstructed && (tagNumber === TAG.sequence || tagNumber === TAG.set)) {
    throw malformed("a sequence or set is primitive", start)
  }
}
