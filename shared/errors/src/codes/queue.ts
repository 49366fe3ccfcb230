import { defineCodes } from "../code-entry.ts"

export const QUEUE_CODES = defineCodes({})
