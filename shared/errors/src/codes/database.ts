import { defineCodes } from "../code-entry.ts"

export const DATABASE_CODES = defineCodes({})
