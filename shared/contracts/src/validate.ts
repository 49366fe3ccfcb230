import { GirError } from "@gir/errors"
import { Ajv, type ValidateFunction } from "ajv"
import type { Static, TSchema } from "typebox"
import { AJV_OPTIONS } from "./ajv-options.ts"

const ajv = new Ajv(AJV_OPTIONS)
const compiled = new WeakMap<TSchema, ValidateFunction>()

/**
 * Checks a value that came from outside against its schema.
 *
 * @param where named in the error: a queue, a file, an address.
 * @returns the same value, typed.
 * @throws ERR_BAD_REQUEST with every violation in `fields.violations`.
 */
export function validate<S extends TSchema>(schema: S, value: unknown, where: string): Static<S> {
  const check = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, check)
  if (check(value)) return value as Static<S>
  const violations = (check.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message ?? "is not valid"}`,
  )
  throw new GirError(
    "ERR_BAD_REQUEST",
    `${where} does not fit its schema: ${violations.join("; ")}`,
    {
      where,
      fields: { violations },
    },
  )
}
