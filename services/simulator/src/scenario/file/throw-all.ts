import { GirError } from "@gir/errors"

/** @throws the first problem of a file, and all others with it. */
export function throwAll(problems: readonly GirError[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  const { code, message, where, next, fields } = first
  throw new GirError(code, message, {
    ...(where === undefined ? {} : { where }),
    next,
    fields: { ...fields, also: others.map((one) => `${one.where}: ${one.message}`) },
  })
}
