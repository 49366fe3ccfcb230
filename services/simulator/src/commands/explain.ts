import { ERROR_CODES, GirError, isErrorCode } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"

const BLAME = {
  caller: "the input, or what was asked for",
  dependency: "a part that the simulator depends on",
  bug: "the simulator, or what it found",
} as const

/** Tells all that is known of an error code. */
export function explainCommand(code: string, { terminal }: CommandContext): ExitCode {
  if (!isErrorCode(code)) {
    const near = Object.keys(ERROR_CODES).filter((known) => known.startsWith(code.slice(0, 8)))
    throw new GirError("ERR_CLI_USAGE", `there is no error code ${code}`, {
      next: near.length === 0 ? "gir explain --list" : `one of: ${near.join(", ")}`,
    })
  }
  const { why, next, blame, retryable, status } = ERROR_CODES[code]
  terminal.out(code)
  terminal.out(`why:    ${why}`)
  terminal.out(`next:   ${next}`)
  terminal.out(`cause:  ${BLAME[blame]}`)
  terminal.out(
    `again:  ${retryable ? "may succeed without any change" : "fails until it is mended"}`,
  )
  terminal.out(`status: HTTP ${status}`)
  return EXIT.held
}

export function listCodes({ terminal }: CommandContext): ExitCode {
  for (const code of Object.keys(ERROR_CODES).toSorted()) terminal.out(code)
  return EXIT.held
}
