import { defineCodes } from "../code-entry.ts"

export const RCS_CODES = defineCodes({})
