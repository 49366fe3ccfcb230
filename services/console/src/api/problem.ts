import type { Problem } from "@gir/contracts"
import { ApiProblem } from "./client.ts"

/** @returns the refusal inside an error; a fault of the page itself says so. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem
  return {
    type: "about:blank",
    title: "the page failed",
    status: 500,
    code: "ERR_INTERNAL",
    detail: error instanceof Error ? error.message : String(error),
    next: "Load the page again",
  }
}
