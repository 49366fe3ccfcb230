import type { Options } from "ajv"

/**
 * How the house's own schemas are compiled. Each program compiles few of them, and most of them once:
 * to check the schemas against their meta schema, to copy what they refer to and to shorten the code
 * took three quarters of the time, and is not repaid.
 */
export const AJV_OPTIONS = {
  allErrors: true,
  strict: true,
  meta: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
} as const satisfies Options
