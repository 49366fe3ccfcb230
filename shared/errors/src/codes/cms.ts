import { defineCodes } from "../code-entry.ts"

export const CMS_CODES = defineCodes({})
