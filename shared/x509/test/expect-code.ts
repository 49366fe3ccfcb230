import { isGirError, type ErrorCode } from "@gir/errors"
import { expect } from "vitest"

/** Expects `work` to throw exactly this code, and returns its message. */
export function expectCode(code: ErrorCode, work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return messageOf(error, code)
  }
  return expect.fail(`${code} was not thrown`)
}

export async function expectRejection(code: ErrorCode, work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return messageOf(error, code)
  }
  return expect.fail(`${code} was not thrown`)
}

function messageOf(error: unknown, code: ErrorCode): string {
  if (!isGirError(error)) throw error
  expect(error.code, error.message).toBe(code)
  return error.message
}
