export type { Blame, CodeEntry } from "./code-entry.ts"
export { ERROR_CODES, isErrorCode, type ErrorCode } from "./error-codes.ts"
export { GirError, isGirError, toGirError, type GirErrorOptions } from "./gir-error.ts"
