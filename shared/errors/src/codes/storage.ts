import { defineCodes } from "../code-entry.ts"

export const STORAGE_CODES = defineCodes({})
