import { GirError } from "@gir/errors"

/** @returns the same error with the name of the file that it is about, unless it has a place. */
export function locate(error: GirError, where: string): GirError {
  if (error.where !== undefined) return error
  const { code, message, fields, cause, next } = error
  return new GirError(code, message, { fields, cause, next, where })
}
