/** Bytes `from` (included) to `to` (excluded) of the clear media file. */
export interface MediaRange {
  readonly from: number
  readonly to: number
}

/**
 * Reads a Range header (RFC 9110 §14.1.2).
 *
 * @returns the one range asked for; `whole` when there is no header, or one that a server may
 * ignore: another unit, several ranges, or no valid syntax; `unsatisfiable` when it begins beyond
 * the end (§15.5.17).
 */
export function readMediaRange(
  header: string | undefined,
  totalBytes: number,
): MediaRange | "whole" | "unsatisfiable" {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? "")
  if (match === null || (match[1] === "" && match[2] === "")) return "whole"
  const first = match[1] === "" ? null : Number(match[1])
  const last = match[2] === "" ? null : Number(match[2])
  if (first === null) return suffix(last ?? 0, totalBytes)
  if (last !== null && last < first) return "whole"
  if (first >= totalBytes) return "unsatisfiable"
  return { from: first, to: last === null ? totalBytes : Math.min(last + 1, totalBytes) }
}

/** `bytes=-500`: the last 500 bytes, or all when there are fewer. */
function suffix(length: number, totalBytes: number): MediaRange | "unsatisfiable" {
  if (length === 0 || totalBytes === 0) return "unsatisfiable"
  return { from: Math.max(0, totalBytes - length), to: totalBytes }
}
