import {
  isUniversal,
  MAX_DEPTH,
  MAX_HEADER_BYTES,
  readHeader,
  TAG,
  type Asn1Header,
} from "@gir/asn1"
import { readBytes, type ByteSource } from "./ciphertext-source.ts"
import { malformed, readingCms } from "./refuse.ts"

/** One value of the encoding, end-of-contents octets included, as `openssl asn1parse` counts them. */
export interface EnvelopeNode {
  /** Position of the identifier octet. */
  readonly offset: number
  readonly depth: number
  readonly headerBytes: number
  /** `null` when the length is indefinite. */
  readonly contentBytes: number | null
  readonly tagClass: Asn1Header["tagClass"]
  readonly tagNumber: number
  readonly isConstructed: boolean
}

/**
 * Lists every value of an encoding, of any length, without reading what is inside primitive ones.
 * The values up to a fault are listed before it is thrown.
 *
 * @throws ERR_CMS_MALFORMED
 */
export async function* walkNodes(source: ByteSource): AsyncGenerator<EnvelopeNode> {
  const window = new ReadWindow(source)
  /** Ends of the values that are open; `null` for indefinite ones. */
  const open: (number | null)[] = []
  let offset = 0
  do {
    const octets = await window.at(offset)
    const header = readingCms(() => readHeader(octets, 0, { baseOffset: offset }))
    if (header === null) throw malformed("a value is cut", offset)
    const contentAt = offset + header.headerBytes
    const limit = open.findLast((end) => end !== null) ?? source.totalBytes
    if (contentAt + header.contentBytes > limit) throw malformed("a value is cut", offset)
    yield nodeOf(header, offset, open.length)
    offset = header.isConstructed ? contentAt : contentAt + header.contentBytes
    if (isEnd(header)) {
      if (open.pop() !== null) throw malformed("end-of-contents octets are not due", offset - 2)
    } else if (header.isConstructed) {
      if (open.length >= MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH}`, offset)
      open.push(header.isIndefinite ? null : contentAt + header.contentBytes)
    }
    while (open.length > 0 && open.at(-1) === offset) open.pop()
  } while (open.length > 0)
  if (offset < source.totalBytes) {
    throw malformed(`${source.totalBytes - offset} bytes follow the envelope`, offset)
  }
}

function nodeOf(header: Asn1Header, offset: number, depth: number): EnvelopeNode {
  const { headerBytes, tagClass, tagNumber, isConstructed } = header
  const contentBytes = header.isIndefinite ? null : header.contentBytes
  return { offset, depth, headerBytes, contentBytes, tagClass, tagNumber, isConstructed }
}

function isEnd(header: Asn1Header): boolean {
  return isUniversal(header, TAG.endOfContents)
}

const WINDOW_BYTES = 65_536

/** Serves headers from a stretch that moves along, so that a chunked content costs few reads. */
class ReadWindow {
  readonly #source: ByteSource
  #from = 0
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(source: ByteSource) {
    this.#source = source
  }

  /** @returns the octets from `offset` on, enough of them for a header if there are as many. */
  async at(offset: number): Promise<Uint8Array> {
    const { totalBytes } = this.#source
    const needed = Math.min(offset + MAX_HEADER_BYTES, totalBytes)
    const isInside = offset >= this.#from && needed <= this.#from + this.#bytes.length
    if (!isInside) {
      const to = Math.min(offset + WINDOW_BYTES, totalBytes)
      this.#bytes = await readBytes(this.#source, { from: offset, to })
      this.#from = offset
    }
    return this.#bytes.subarray(offset - this.#from)
  }
}
