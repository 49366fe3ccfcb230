import { GirError } from "@gir/errors"
import pg from "pg"

const { builtins } = pg.types

/** Columns whose JavaScript form differs from what node-postgres does by itself. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  // A date has no time zone: a Date object at local midnight would be another day elsewhere.
  [builtins.DATE]: (text) => text,
  // Counters and sizes: exact as numbers, or an error, but never silently rounded.
  [builtins.INT8]: exactNumber,
}

/** The type parsers of one pool; the global ones stay as they are. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (format !== "binary" && PARSERS[oid]) ||
    pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new GirError("ERR_DATABASE_NUMBER_RANGE", `${text} is not exact as a number`)
}
