import { decodeAsn1, readHeader, TAG, type Asn1Header, type Asn1Node } from "@gir/asn1"
import { limitExceeded, malformed } from "./refuse.ts"

/** A constructed value whose content is being read piece by piece. */
export interface Frame {
  readonly offset: number
  readonly headerBytes: number
  /** Position after the last content octet; `null` while only end-of-contents octets tell. */
  readonly end: number | null
}

/**
 * Walks through an envelope without holding all of it: the values around the content are decoded
 * whole, the values that contain the content are entered and left.
 */
export interface EnvelopeCursor {
  /** Position from the start of the envelope. */
  readonly offset: number
  /** True when the innermost frame has nothing left. */
  isAtEnd(): boolean
  /** @returns the header of the next value. @throws ERR_CMS_MALFORMED at the end of the frame. */
  peek(): Asn1Header
  /** Enters a constructed value. @returns its frame. */
  enter(): Frame
  /** Decodes the next value whole. */
  value(): Asn1Node
  /** Leaves the innermost frame, which must be at its end. */
  leave(): void
  /** Frames that are still open, outermost first. */
  readonly frames: readonly Frame[]
}

interface CursorStart {
  /** A stretch of the envelope that holds all values the caller is going to read. */
  readonly bytes: Uint8Array
  /** Position of `bytes` in the envelope. */
  readonly from: number
  readonly totalBytes: number
  readonly frames?: readonly Frame[]
}

export function envelopeCursor(start: CursorStart): EnvelopeCursor {
  return new WindowCursor(start)
}

class WindowCursor implements EnvelopeCursor {
  readonly frames: Frame[]
  readonly #bytes: Uint8Array
  readonly #from: number
  readonly #totalBytes: number
  #offset: number
  /** The header at `offset`, once it is read: most values are looked at before they are taken. */
  #header: Asn1Header | null = null

  constructor({ bytes, from, totalBytes, frames = [] }: CursorStart) {
    this.frames = [...frames]
    this.#bytes = bytes
    this.#from = from
    this.#totalBytes = totalBytes
    this.#offset = from
  }

  get offset(): number {
    return this.#offset
  }

  isAtEnd(): boolean {
    const end = this.frames.at(-1)?.end
    return typeof end === "number" ? this.#offset === end : isEndOfContents(this.#readHeader())
  }

  peek(): Asn1Header {
    if (this.isAtEnd()) throw malformed("a field is missing", this.#offset)
    return this.#readHeader()
  }

  enter(): Frame {
    const { isConstructed, isIndefinite, headerBytes, contentBytes } = this.peek()
    const offset = this.#offset
    if (!isConstructed) throw malformed("a constructed value is due here", offset)
    const contentAt = offset + headerBytes
    const frame = { offset, headerBytes, end: isIndefinite ? null : contentAt + contentBytes }
    this.frames.push(frame)
    this.#moveTo(contentAt)
    return frame
  }

  value(): Asn1Node {
    const { headerBytes, contentBytes } = this.peek()
    const offset = this.#offset
    if (offset + headerBytes + contentBytes > this.#windowEnd()) throw this.#cut()
    const rest = this.#bytes.subarray(offset - this.#from)
    const node = decodeAsn1(rest, { allowTrailing: true, baseOffset: offset })
    this.#moveTo(offset + node.totalBytes)
    if (this.#offset > this.#frameEnd()) throw this.#tooLong()
    return node
  }

  leave(): void {
    if (!this.isAtEnd()) throw malformed("a field that is not due here", this.#offset)
    const left = this.frames.pop()
    // X.690 §8.1.5: the two end-of-contents octets.
    this.#moveTo(left?.end === null ? this.#offset + 2 : this.#offset)
  }

  #readHeader(): Asn1Header {
    if (this.#header !== null) return this.#header
    const at = this.#offset - this.#from
    const header = readHeader(this.#bytes, at, { baseOffset: this.#from })
    if (header === null) throw this.#cut()
    const end = this.#offset + header.headerBytes + header.contentBytes
    if (end > this.#frameEnd()) throw this.#tooLong()
    this.#header = header
    return header
  }

  #moveTo(offset: number): void {
    this.#offset = offset
    this.#header = null
  }

  #frameEnd(): number {
    return this.frames.findLast((frame) => frame.end !== null)?.end ?? this.#totalBytes
  }

  #windowEnd(): number {
    return this.#from + this.#bytes.length
  }

  #tooLong(): Error {
    return malformed("a value is longer than what contains it", this.#offset)
  }

  #cut(): Error {
    const { length } = this.#bytes
    return this.#windowEnd() < this.#totalBytes
      ? limitExceeded(`the fields around the content take more than ${length} bytes`, {})
      : malformed("the envelope is cut", this.#offset)
  }
}

function isEndOfContents(header: Asn1Header): boolean {
  return header.tagClass === "universal" && header.tagNumber === TAG.endOfContents
}
