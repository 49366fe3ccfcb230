import { defineCodes } from "../code-entry.ts"

export const CONFIG_CODES = defineCodes({})
