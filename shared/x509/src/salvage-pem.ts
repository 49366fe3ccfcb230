/** A PEM block as it lies in a file, however badly. */
export interface SalvagedBlock {
  readonly label: string
  /** Line of the BEGIN marker; the first line of the file is 1. */
  readonly line: number
  /** `null` when what stands between the markers is no base64. */
  readonly der: Uint8Array | null
  /** The block begins on the line on which another one ends. */
  readonly isGlued: boolean
  /** A marker of the block shares its line with something else. */
  readonly isMisshapen: boolean
}

export interface Salvage {
  readonly blocks: readonly SalvagedBlock[]
  /** Lines of BEGIN and END markers that belong to no block. */
  readonly strayMarkers: readonly number[]
  /** Lines of text outside the blocks, empty ones not counted. */
  readonly foreignLines: readonly number[]
}

const MARKER = /-----(BEGIN|END) ([!-,.-~ ]+)-----/g
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Twice what a CA file may hold; what comes after them changes nothing. */
const MAX_MARKERS = 2_048

/**
 * Takes every block out of a text that {@link readPemBlocks} may refuse, to tell a person about all
 * that is wrong with it at once. Nothing is trusted for having been found this way.
 */
export function salvagePem(text: string): Salvage {
  const markers = [...text.matchAll(MARKER)].slice(0, MAX_MARKERS)
  const lineAt = lineCounter(text)
  const blocks: SalvagedBlock[] = []
  const strayMarkers: number[] = []
  const foreignLines: number[] = []
  let from = 0
  for (let at = 0; at < markers.length; at += 1) {
    const begin = markers[at]!
    const end = markers[at + 1]
    const isBlock = begin[1] === "BEGIN" && end?.[1] === "END" && end[2] === begin[2]
    foreignLines.push(...filledLines(text.slice(from, begin.index), lineAt(from)))
    from = begin.index + begin[0].length
    if (!isBlock) {
      strayMarkers.push(lineAt(begin.index))
      continue
    }
    blocks.push(readBlock(text, begin, { end, line: lineAt(begin.index) }))
    from = end.index + end[0].length
    at += 1
  }
  foreignLines.push(...filledLines(text.slice(from), lineAt(from)))
  return { blocks, strayMarkers, foreignLines: [...new Set(foreignLines)] }
}

function readBlock(
  text: string,
  begin: RegExpExecArray,
  { end, line }: { readonly end: RegExpExecArray; readonly line: number },
): SalvagedBlock {
  const body = text.slice(begin.index + begin[0].length, end.index)
  const start = text.lastIndexOf("\n", begin.index - 1) + 1
  const sameLine = begin.index === 0 ? "" : text.slice(start, begin.index).replace(/^\uFEFF/, "")
  return {
    label: begin[2] ?? "",
    line,
    der: decodeBase64(body),
    isGlued: sameLine.includes("-----END "),
    isMisshapen: sameLine !== "" || !hasOwnLines(body),
  }
}

function decodeBase64(body: string): Uint8Array | null {
  const joined = body.replace(/\s/g, "")
  if (joined === "" || !BASE64.test(joined)) return null
  return new Uint8Array(Buffer.from(joined, "base64"))
}

/** OpenSSL reads line by line, and sees no marker that shares its line with anything. */
function hasOwnLines(body: string): boolean {
  const lines = body.split(/\r\n|\n|\r/)
  return lines.length >= 3 && lines[0]!.trim() === "" && lines.at(-1) === ""
}

function filledLines(text: string, firstLine: number): readonly number[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, at) => (line.trim() === "" ? [] : [firstLine + at]))
}

/** Counts lines as it goes forward, so that a file of many blocks is read once. */
function lineCounter(text: string): (index: number) => number {
  let at = 0
  let line = 1
  return (index) => {
    for (let next = text.indexOf("\n", at); next !== -1 && next < index;) {
      line += 1
      at = next + 1
      next = text.indexOf("\n", at)
    }
    return line
  }
}
