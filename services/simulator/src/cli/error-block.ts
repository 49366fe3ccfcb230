import type { GirError } from "@gir/errors"

/** An error as every `--json` document carries it. */
export interface ErrorFacts {
  readonly code: string
  readonly message: string
  readonly where: string | null
  readonly why: string
  readonly next: string
}

export function errorFacts(error: GirError): ErrorFacts {
  return {
    code: error.code,
    message: error.message,
    where: error.where ?? null,
    why: error.why,
    next: error.next,
  }
}

/** What, where, why, next: the same block for every error of every command. */
export function errorBlock(error: GirError): string {
  const lines = [`error[${error.code}]: ${error.message}`]
  if (error.where !== undefined) lines.push(`  --> ${error.where}`)
  lines.push(...textsIn(error, "excerpt"))
  lines.push(...textsIn(error, "also").map((text) => `also: ${text}`))
  lines.push(`why:  ${error.why}`, `next: ${error.next}`, `more: npx gir explain ${error.code}`)
  return lines.join("\n")
}

/** Lines of the file that the error is about, and what else is wrong with it. */
function textsIn({ fields }: GirError, name: "excerpt" | "also"): readonly string[] {
  const value = fields[name]
  return Array.isArray(value) ? value.map(String) : []
}
