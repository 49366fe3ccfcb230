import { defineCodes } from "../code-entry.ts"

export const GAX_CODES = defineCodes({})
