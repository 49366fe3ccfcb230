/** What a `Range` header asks of an object; `to` is excluded. */
export type RequestedRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly from: number; readonly to: number }
  | { readonly kind: "unsatisfiable" }

const WHOLE: RequestedRange = { kind: "whole" }
const UNSATISFIABLE: RequestedRange = { kind: "unsatisfiable" }

/**
 * Reads one range of bytes. RFC 9110 §14.2 lets a server ignore a header that it cannot read, and one
 * that asks for several ranges: both are answered with the whole object.
 */
export function readByteRange(header: string | undefined, totalBytes: number): RequestedRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replaceAll(/\s/g, "") ?? "")
  const [, first = "", last = ""] = match ?? []
  if (match === null || (first === "" && last === "")) return WHOLE
  if (first === "") return lastBytes(Number(last), totalBytes)
  const from = Number(first)
  if (last !== "" && Number(last) < from) return WHOLE
  if (from >= totalBytes) return UNSATISFIABLE
  return {
    kind: "part",
    from,
    to: last === "" ? totalBytes : Math.min(Number(last) + 1, totalBytes),
  }
}

function lastBytes(count: number, totalBytes: number): RequestedRange {
  if (count === 0 || totalBytes === 0) return UNSATISFIABLE
  return { kind: "part", from: Math.max(0, totalBytes - count), to: totalBytes }
}
