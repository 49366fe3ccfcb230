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

export function envelopeCursor({ bytes, from, totalBytes, ...start }: CursorStart): EnvelopeCursor {
  const frames: Frame[] = [...(start.frames ?? [])]
  let offset = from

  const frameEnd = (): number => frames.findLast((frame) => frame.end !== null)?.end ?? totalBytes
  const windowEnd = from + bytes.length
  const cut = (): Error =>
    windowEnd < totalBytes
      ? limitExceeded(`the fields around the content take more than ${bytes.length} bytes`, {})
      : malformed("the envelope is cut", offset)
  const header = (): Asn1Header => {
    const found = readHeader(bytes, offset - from, { baseOffset: from })
    if (found === null) throw cut()
    if (offset + found.headerBytes + found.contentBytes > frameEnd()) {
      throw malformed("a value is longer than what contains it", offset)
    }
    return found
  }

  return {
    get offset() {
      return offset
    },
    get frames() {
      return frames
    },
    isAtEnd() {
      const end = frames.at(-1)?.end
      return typeof end === "number" ? offset === end : isEndOfContents(header())
    },
    peek() {
      if (this.isAtEnd()) throw malformed("a field is missing", offset)
      return header()
    },
    enter() {
      const entered = this.peek()
      if (!entered.isConstructed) throw malformed("a constructed value is due here", offset)
      const contentAt = offset + entered.headerBytes
      const end = entered.isIndefinite ? null : contentAt + entered.contentBytes
      const frame = { offset, headerBytes: entered.headerBytes, end }
      frames.push(frame)
      offset = contentAt
      return frame
    },
    value() {
      const { headerBytes, contentBytes } = this.peek()
      if (offset + headerBytes + contentBytes > windowEnd) throw cut()
      const rest = bytes.subarray(offset - from)
      const node = decodeAsn1(rest, { allowTrailing: true, baseOffset: offset })
      offset += node.totalBytes
      if (offset > frameEnd()) throw malformed("a value is longer than what contains it", offset)
      return node
    },
    leave() {
      if (!this.isAtEnd()) throw malformed("a field that is not due here", offset)
      const left = frames.pop()
      // X.690 §8.1.5: the two end-of-contents octets.
      if (left?.end === null) offset += 2
    },
  }
}

function isEndOfContents(header: Asn1Header): boolean {
  return header.tagClass === "universal" && header.tagNumber === TAG.endOfContents
}
