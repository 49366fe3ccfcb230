import { defineCodes } from "../code-entry.ts"

export const X509_CODES = defineCodes({})
