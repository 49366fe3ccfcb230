import { AJV_OPTIONS } from "@gir/contracts"
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import type { FastifySchemaCompiler, FastifySchemaValidationError } from "fastify"
import type { TSchema } from "typebox"

const MAX_VIOLATIONS = 20

const bodies = new Ajv({ ...AJV_OPTIONS, coerceTypes: false })
// Everything in an address is text: only there may "12" stand for 12.
const addresses = new Ajv({ ...AJV_OPTIONS, coerceTypes: true })

/**
 * Compiles the schemas of routes, each at its first request: compiling all of them was half of a
 * service's start. Nothing is removed and nothing is coerced in a body, so that a misspelt name is
 * refused and not lost.
 */
export const schemaCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const isText = httpPart === "querystring" || httpPart === "params"
  let compiled: ValidateFunction | undefined
  const check = (value: unknown): boolean => {
    compiled ??= (isText ? addresses : bodies).compile(schema)
    const isValid = compiled(value)
    check.errors = compiled.errors ?? null
    return isValid
  }
  // Where Fastify looks for the violations, as Ajv leaves them.
  check.errors = null as FastifySchemaValidationError[] | null
  return check
}

/** Fastify's name for a part of the request, as a person says it. */
const PARTS: Record<string, string> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
}

/** @returns one line per violation, without any value of the caller's. */
export function describeViolations(
  errors: readonly Pick<ErrorObject, "instancePath" | "message" | "params">[],
  part: string | undefined,
): string[] {
  const where = PARTS[part ?? "body"] ?? "body"
  return errors.slice(0, MAX_VIOLATIONS).map((error) => {
    const unknown: unknown = error.params["additionalProperty"]
    const name = typeof unknown === "string" ? ` ${JSON.stringify(unknown.slice(0, 100))}` : ""
    return `${where}${error.instancePath} ${error.message ?? "is not valid"}${name}`
  })
}
