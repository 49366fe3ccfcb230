import { GirError } from "@gir/errors"
import type { ByteRange } from "./storage-destination.ts"

/** @throws ERR_STORAGE_RANGE when the range does not lie within the object. */
export function assertRange(range: ByteRange, size: number, key: string): void {
  const { from, to } = range
  const areIntegers = Number.isSafeInteger(from) && Number.isSafeInteger(to)
  if (areIntegers && from >= 0 && from <= to && to <= size) return
  throw new GirError("ERR_STORAGE_RANGE", `bytes ${from} to ${to} do not lie within ${size}`, {
    where: key,
    fields: { from, to, storedBytes: size },
  })
}
