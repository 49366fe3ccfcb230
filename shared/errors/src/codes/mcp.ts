import { defineCodes } from "../code-entry.ts"

export const MCP_CODES = defineCodes({})
