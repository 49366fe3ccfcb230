import { defineCodes } from "../code-entry.ts"

export const RWS_CODES = defineCodes({})
