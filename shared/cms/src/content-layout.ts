import { malformed } from "./refuse.ts"

/**
 * Where the encrypted content octets lie in the envelope: in one piece, or cut into OCTET STRINGs
 * (X.690 §8.7.3). Pieces of equal length cost one entry together, so that a recording of any
 * length can be addressed by arithmetic.
 */
export interface ContentLayout {
  /** Content octets, without the headers between them. */
  readonly contentBytes: number
  /** Position of the first byte behind the encryptedContent value. */
  readonly end: number
  readonly runs: readonly ContentRun[]
}

/** `count` pieces, one directly behind the other: header, octets, header, octets. */
export interface ContentRun {
  /** Position of the run's first octet within the content. */
  readonly contentFrom: number
  /** Position of the run's first header within the envelope. */
  readonly offset: number
  /** The same for every piece of the run; empty when the content is one primitive value. */
  readonly header: Uint8Array
  readonly pieceBytes: number
  readonly count: number
}

/** @returns the position in the envelope of a content octet. */
export function positionOf(layout: ContentLayout, contentOffset: number): number {
  const run = layout.runs[runIndexOf(layout, contentOffset)]
  if (run === undefined) return layout.end
  const within = contentOffset - run.contentFrom
  const piece = Math.floor(within / run.pieceBytes)
  return run.offset + (piece + 1) * run.header.length + within
}

function runIndexOf(layout: ContentLayout, contentOffset: number): number {
  let [low, high] = [0, layout.runs.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (layout.runs[middle]!.contentFrom <= contentOffset) low = middle
    else high = middle - 1
  }
  return low
}

/** True when content octets and stored bytes are the same thing. */
export function isOnePiece(layout: ContentLayout): boolean {
  return layout.runs.length === 1 && layout.runs[0]!.header.length === 0
}

/**
 * Takes the headers out from between the content octets.
 *
 * @param contentFrom the content octet that the first pushed byte is.
 * @returns a function that takes the stored bytes in order and returns their content octets.
 * @throws ERR_CMS_MALFORMED when a piece is not as long as the layout says.
 */
export function pieceStripper(
  layout: ContentLayout,
  contentFrom: number,
): (chunk: Uint8Array) => readonly Uint8Array[] {
  const stretches = stretchesOf(layout, contentFrom)
  let stretch = nextStretch(stretches)
  let done = 0
  return (chunk) => {
    const octets: Uint8Array[] = []
    let at = 0
    while (at < chunk.length && stretch !== null) {
      const taken = Math.min(stretch.bytes - done, chunk.length - at)
      const part = chunk.subarray(at, at + taken)
      if (stretch.kind === "octets") octets.push(part)
      else if (stretch.kind === "header") assertHeader(stretch.header, part, done)
      at += taken
      done += taken
      if (done === stretch.bytes) {
        stretch = nextStretch(stretches)
        done = 0
      }
    }
    return octets
  }
}

type Stretch =
  | { readonly kind: "octets" | "gap"; readonly bytes: number }
  | { readonly kind: "header"; readonly bytes: number; readonly header: Uint8Array }

function nextStretch(stretches: Generator<Stretch>): Stretch | null {
  const next = stretches.next()
  return next.done === true ? null : next.value
}

/** What follows the content octet `contentFrom` in the stored bytes, itself included. */
function* stretchesOf(layout: ContentLayout, contentFrom: number): Generator<Stretch> {
  const first = runIndexOf(layout, contentFrom)
  let offset = positionOf(layout, contentFrom)
  for (const [index, run] of layout.runs.slice(first).entries()) {
    const within = index === 0 ? contentFrom - run.contentFrom : 0
    const firstPiece = Math.floor(within / run.pieceBytes)
    const stride = run.header.length + run.pieceBytes
    for (let piece = firstPiece; piece < run.count; piece += 1) {
      const octetsAt = run.offset + piece * stride + run.header.length
      if (offset < octetsAt) {
        const gap = octetsAt - run.header.length - offset
        if (gap > 0) yield { kind: "gap", bytes: gap }
        yield { kind: "header", bytes: run.header.length, header: run.header }
        offset = octetsAt
      }
      const end = octetsAt + run.pieceBytes
      yield { kind: "octets", bytes: end - offset }
      offset = end
    }
  }
}

function assertHeader(header: Uint8Array, part: Uint8Array, from: number): void {
  const isEqual = part.every((octet, index) => octet === header[from + index])
  if (!isEqual) throw malformed("a piece of the content is not as long as the others")
}
