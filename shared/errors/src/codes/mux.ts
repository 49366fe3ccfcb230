import { defineCodes } from "../code-entry.ts"

export const MUX_CODES = defineCodes({})
