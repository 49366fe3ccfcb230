import { defineCodes } from "../code-entry.ts"

export const SCREEN_CODES = defineCodes({})
