import type { Problem } from "@gir/contracts"
import { GirError, toGirError } from "@gir/errors"
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify"
import type { Logger } from "./logger.ts"
import { describeViolations } from "./schema-compiler.ts"
import { scrubFields } from "./scrub.ts"

/** RFC 9457 §6.1. */
export const PROBLEM_TYPE = "application/problem+json; charset=utf-8"

/** Renders whatever a route threw as a problem document: the only place that does. */
export function sendProblem(options: {
  error: unknown
  request: FastifyRequest
  reply: FastifyReply
  logger: Logger
}): void {
  const { request, reply, logger } = options
  const error = fromFramework(options.error)
  const context = { requestId: request.id, method: request.method, route: routeOf(request) }
  if (error.blame === "bug") logger.error({ ...context, error }, "request failed by a bug")
  else if (error.status >= 500) logger.warn({ ...context, error }, "request failed")
  else logger.debug({ ...context, code: error.code }, "request refused")
  if (error.status === 401 && !reply.hasHeader("www-authenticate")) {
    reply.header("www-authenticate", 'Bearer realm="gir"')
  }
  if (error.retryable) reply.header("retry-after", "1")
  const problem = problemOf(error, request.id)
  reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
}

/** @returns the route's pattern, never the raw address: that may carry a token. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "unknown"
}

/** The document for one error. What went wrong inside is for the log, not for a caller. */
export function problemOf(error: GirError, requestId: string): Problem {
  const isBug = error.blame === "bug" && error.code === "ERR_INTERNAL"
  const fields = isBug ? { requestId } : scrubFields(error.fields)
  return {
    type: `urn:gir:error:${error.code}`,
    title: error.why,
    status: error.status,
    code: error.code,
    detail: isBug ? "an unexpected error; the log has it under this request id" : error.message,
    next: error.next,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  }
}

function fromFramework(error: unknown): GirError {
  if (!(error instanceof Error) || error instanceof GirError) return toGirError(error)
  const { validation, validationContext, code, statusCode } = error as Partial<FastifyError>
  if (validation !== undefined) {
    const violations = describeViolations(
      validation.map(({ instancePath, message, params }) => ({
        instancePath,
        params,
        ...(message === undefined ? {} : { message }),
      })),
      validationContext,
    )
    const detail = `the request does not fit: ${violations.join("; ")}`
    return new GirError("ERR_BAD_REQUEST", detail, { fields: { violations } })
  }
  if (statusCode === 413) return new GirError("ERR_PAYLOAD_TOO_LARGE", "the body is too large")
  const isCallers =
    code?.startsWith("FST_") === true && statusCode !== undefined && statusCode < 500
  return isCallers ? new GirError("ERR_BAD_REQUEST", framework(code, error)) : toGirError(error)
}

/** Fastify's messages about the request, without the parts that quote it. */
function framework(code: string, error: Error): string {
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return "the content type is not one of this address"
  if (code === "FST_ERR_BAD_URL") return "the address is not a valid URL path"
  return error.message.slice(0, 200)
}
