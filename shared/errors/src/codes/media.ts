import { defineCodes } from "../code-entry.ts"

export const MEDIA_CODES = defineCodes({})
