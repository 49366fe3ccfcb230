import { isUniversal, MAX_DEPTH, readHeader, TAG, type Asn1Header } from "@gir/asn1"
import type { ByteSource } from "./ciphertext-source.ts"
import type { ContentLayout, ContentRun } from "./content-layout.ts"
import type { EncryptedContentPosition } from "./envelope-header.ts"
import { limitExceeded, malformed, readingCms } from "./refuse.ts"

/** Cutting that is regular needs a handful of runs; this bounds what irregular cutting can cost. */
const MAX_RUNS = 65_536
/** Pieces beyond this count must hold `MIN_AVERAGE_BYTES` on average. */
const FREE_PIECES = 65_536
const MIN_AVERAGE_BYTES = 256

/**
 * Finds the pieces of a constructed encryptedContent, whatever their lengths and nesting, by
 * reading it from end to end.
 *
 * @throws ERR_CMS_MALFORMED, ERR_CMS_LIMIT_EXCEEDED
 */
export async function walkContent(
  source: ByteSource,
  content: EncryptedContentPosition,
): Promise<ContentLayout> {
  const from = content.offset + content.headerBytes
  const end = content.contentBytes === null ? null : from + content.contentBytes
  const walker = new ContentWalker({ from, end, totalBytes: source.totalBytes })
  for await (const chunk of source.chunks(from, source.totalBytes)) {
    if (readingCms(() => walker.push(chunk))) break
  }
  return walker.finish()
}

class ContentWalker {
  readonly #runs = new RunCollector()
  readonly #totalBytes: number
  /** Ends of the constructed values that are open; `null` for indefinite ones. */
  readonly #open: (number | null)[]
  /** Position of the next header. Often ahead of what came: the octets of a piece are skipped. */
  #offset: number
  /** Position behind the last byte that came. */
  #received: number
  /** A header that the last chunk cut. */
  #carry: Uint8Array = new Uint8Array(0)

  constructor({ from, end, totalBytes }: { from: number; end: number | null; totalBytes: number }) {
    this.#totalBytes = totalBytes
    this.#open = [end]
    this.#offset = from
    this.#received = from
  }

  /** @returns true when the content is complete. */
  push(chunk: Uint8Array): boolean {
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk])
    const start = this.#received - this.#carry.length
    this.#received += chunk.length
    this.#carry = new Uint8Array(0)
    while (!this.#isComplete() && this.#offset < this.#received) {
      const at = this.#offset - start
      const header = readHeader(bytes, at, { baseOffset: start })
      if (header === null) {
        this.#carry = Uint8Array.from(bytes.subarray(at))
        return false
      }
      this.#take(header, bytes.subarray(at, at + header.headerBytes))
    }
    return this.#isComplete()
  }

  finish(): ContentLayout {
    if (!this.#isComplete()) throw malformed("the encrypted content is cut", this.#offset)
    return { ...this.#runs.finish(), end: this.#offset }
  }

  /** Leaves every value that ends here. */
  #isComplete(): boolean {
    while (this.#open.length > 0 && this.#open.at(-1) === this.#offset) this.#open.pop()
    return this.#open.length === 0
  }

  #take(header: Asn1Header, octets: Uint8Array): void {
    const offset = this.#offset
    const limit = this.#open.findLast((end) => end !== null) ?? this.#totalBytes
    const contentAt = offset + header.headerBytes
    if (contentAt + header.contentBytes > limit) throw malformed("a piece is cut", offset)
    this.#offset = contentAt
    if (isUniversal(header, TAG.endOfContents)) this.#closeIndefinite(offset)
    else if (!isUniversal(header, TAG.octetString)) throw malformed("not an OCTET STRING", offset)
    else if (header.isConstructed) this.#enter(header)
    else {
      this.#runs.add(offset, octets, header.contentBytes)
      this.#offset += header.contentBytes
    }
  }

  #closeIndefinite(offset: number): void {
    if (this.#open.pop() !== null) throw malformed("end-of-contents octets are not due", offset)
  }

  #enter(header: Asn1Header): void {
    const depth = this.#open.length
    if (depth >= MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH}`, this.#offset)
    this.#open.push(header.isIndefinite ? null : this.#offset + header.contentBytes)
  }
}

/** Joins pieces that are alike and adjacent. */
class RunCollector {
  readonly #runs: { -readonly [K in keyof ContentRun]: ContentRun[K] }[] = []
  #contentBytes = 0
  #pieces = 0
  #end = 0

  add(offset: number, header: Uint8Array, pieceBytes: number): void {
    this.#pieces += 1
    const last = this.#runs.at(-1)
    const isAlike =
      last !== undefined &&
      offset === this.#end &&
      last.pieceBytes === pieceBytes &&
      last.header.length === header.length
    if (isAlike) last.count += 1
    // An empty piece is legal and holds nothing to find.
    else if (pieceBytes > 0) this.#startRun(offset, header, pieceBytes)
    this.#contentBytes += pieceBytes
    this.#end = offset + header.length + pieceBytes
    if (this.#pieces > FREE_PIECES + this.#contentBytes / MIN_AVERAGE_BYTES) {
      throw limitExceeded("the content is cut into too many pieces", { pieces: this.#pieces })
    }
  }

  finish(): { contentBytes: number; runs: readonly ContentRun[] } {
    return { contentBytes: this.#contentBytes, runs: this.#runs }
  }

  #startRun(offset: number, header: Uint8Array, pieceBytes: number): void {
    if (this.#runs.length === MAX_RUNS) {
      throw limitExceeded("the content is cut too irregularly", { limit: MAX_RUNS })
    }
    const contentFrom = this.#contentBytes
    this.#runs.push({ contentFrom, offset, header: Uint8Array.from(header), pieceBytes, count: 1 })
  }
}
