import type { GirError } from "@gir/errors"

/** One meaning per exit code, for every command. */
export const EXIT = {
  held: 0,
  /** An expectation or threshold broke, or a file could not be opened. */
  broken: 1,
  /** Bad input or usage. */
  usage: 2,
  /** The environment is at fault; `next:` is the one line that mends it. */
  environment: 3,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Codes that say the input opened badly, or did not hold what was expected of it. */
const BROKEN = /^ERR_(CLI_EXPECTATION_BROKEN|CMS_|RCS_KEY_NOT_FOUND|MUX_|MCP_NO_USABLE)/

/** What was asked for cannot be done with any file: usage, although the envelope engine says it. */
const ASKED_WRONGLY = /^ERR_CMS_(RECIPIENT_UNUSABLE|RECIPIENT_COUNT|CONTENT_LENGTH|RANGE)$/

/** @returns the exit code that an error ends the command with. */
export function exitCodeOf(error: GirError): ExitCode {
  if (ASKED_WRONGLY.test(error.code)) return EXIT.usage
  if (BROKEN.test(error.code)) return EXIT.broken
  if (error.blame === "caller") return EXIT.usage
  if (error.blame === "dependency") return EXIT.environment
  return EXIT.broken
}
