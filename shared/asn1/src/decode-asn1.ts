import type { Asn1Header, Asn1Node, TagClass } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"
import { readHeader } from "./read-header.ts"

/** Nesting that real certificates and envelopes stay far below. */
export const MAX_DEPTH = 32
/** Bounds the memory that a file of two-octet values can claim. */
const MAX_NODES = 65_536

const END_OF_CONTENTS_BYTES = 2
const NO_CHILDREN: readonly Asn1Node[] = []

export interface DecodeOptions {
  /** Default `ber`. `der` refuses every encoding that is not the one DER form of lengths. */
  readonly rules?: "ber" | "der"
  /** Default {@link MAX_DEPTH}. */
  readonly maxDepth?: number
  /** Accept octets after the value; `totalBytes` of the result says where they start. */
  readonly allowTrailing?: boolean
  /** Added to every `offset`, when `bytes` is a part of something larger. */
  readonly baseOffset?: number
}

/**
 * Decodes one value and everything inside it.
 *
 * @throws ERR_ASN1_MALFORMED with `fields.offset`, also when a limit on depth or count is passed.
 */
export function decodeAsn1(bytes: Uint8Array, options: DecodeOptions = {}): Asn1Node {
  const decoder: Decoder = {
    // A plain view: callers get Uint8Array semantics whether they came with a Buffer or not.
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    rules: options.rules ?? "ber",
    maxDepth: options.maxDepth ?? MAX_DEPTH,
    baseOffset: options.baseOffset ?? 0,
    nodesLeft: MAX_NODES,
  }
  const node = decodeNode(decoder, { at: 0, end: bytes.byteLength, depth: 0 })
  if (isEndOfContents(node)) throw unexpectedEnd(decoder, 0)
  if (!options.allowTrailing && node.totalBytes < bytes.byteLength) {
    const count = bytes.byteLength - node.totalBytes
    throw malformed(`${count} bytes follow the value`, decoder.baseOffset + node.totalBytes)
  }
  return node
}

interface Decoder {
  readonly bytes: Uint8Array
  readonly rules: "ber" | "der"
  readonly maxDepth: number
  readonly baseOffset: number
  nodesLeft: number
}

interface Place {
  readonly at: number
  readonly end: number
  readonly depth: number
}

function decodeNode(decoder: Decoder, place: Place): Asn1Node {
  const { at, end, depth } = place
  const { bytes, rules, baseOffset } = decoder
  const offset = baseOffset + at
  if (depth > decoder.maxDepth) throw malformed(`nested deeper than ${decoder.maxDepth}`, offset)
  if (decoder.nodesLeft-- === 0) throw malformed(`more than ${MAX_NODES} values`, offset)
  const header = readHeader(bytes, at, { rules, baseOffset })
  if (header === null || at + header.headerBytes > end) throw malformed("the value is cut", offset)
  const contentAt = at + header.headerBytes
  if (contentAt + header.contentBytes > end) {
    throw malformed(`the length says ${header.contentBytes}, more than there is`, offset)
  }
  return header.isIndefinite
    ? decodeIndefinite(decoder, header, place)
    : decodeDefinite(decoder, header, place)
}

function decodeDefinite(decoder: Decoder, header: Asn1Header, place: Place): Asn1Node {
  const contentAt = place.at + header.headerBytes
  const contentEnd = contentAt + header.contentBytes
  if (!header.isConstructed) {
    const extent = { at: place.at, contentEnd, end: contentEnd, children: NO_CHILDREN }
    return new DecodedNode(decoder, header, extent)
  }
  const children: Asn1Node[] = []
  let at = contentAt
  while (at < contentEnd) {
    const child = decodeNode(decoder, { at, end: contentEnd, depth: place.depth + 1 })
    if (isEndOfContents(child)) throw unexpectedEnd(decoder, at)
    children.push(child)
    at += child.totalBytes
  }
  const extent = { at: place.at, contentEnd, end: contentEnd, children }
  return new DecodedNode(decoder, header, extent)
}

function decodeIndefinite(decoder: Decoder, header: Asn1Header, place: Place): Asn1Node {
  const children: Asn1Node[] = []
  let at = place.at + header.headerBytes
  for (;;) {
    const child = decodeNode(decoder, { at, end: place.end, depth: place.depth + 1 })
    if (isEndOfContents(child)) break
    children.push(child)
    at += child.totalBytes
  }
  const extent = { at: place.at, contentEnd: at, end: at + END_OF_CONTENTS_BYTES, children }
  return new DecodedNode(decoder, header, extent)
}

interface Extent {
  readonly at: number
  readonly contentEnd: number
  readonly end: number
  readonly children: readonly Asn1Node[]
}

/** Makes its byte views when they are asked for: most nodes are only passed through. */
class DecodedNode implements Asn1Node {
  readonly tagClass: TagClass
  readonly tagNumber: number
  readonly isConstructed: boolean
  readonly isIndefinite: boolean
  readonly headerBytes: number
  readonly offset: number
  readonly contentBytes: number
  readonly totalBytes: number
  readonly children: readonly Asn1Node[]
  readonly #source: Uint8Array
  readonly #at: number

  constructor(decoder: Decoder, header: Asn1Header, extent: Extent) {
    this.tagClass = header.tagClass
    this.tagNumber = header.tagNumber
    this.isConstructed = header.isConstructed
    this.isIndefinite = header.isIndefinite
    this.headerBytes = header.headerBytes
    this.offset = decoder.baseOffset + extent.at
    this.contentBytes = extent.contentEnd - extent.at - header.headerBytes
    this.totalBytes = extent.end - extent.at
    this.children = extent.children
    this.#source = decoder.bytes
    this.#at = extent.at
  }

  get bytes(): Uint8Array {
    return this.#source.subarray(this.#at, this.#at + this.totalBytes)
  }

  get content(): Uint8Array {
    const from = this.#at + this.headerBytes
    return this.#source.subarray(from, from + this.contentBytes)
  }
}

function isEndOfContents(header: Asn1Header): boolean {
  return header.tagClass === "universal" && header.tagNumber === TAG.endOfContents
}

function unexpectedEnd(decoder: Decoder, at: number): Error {
  return malformed("end-of-contents octets where none are due", decoder.baseOffset + at)
}
