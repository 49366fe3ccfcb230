import type { FastifyBaseLogger } from "fastify"
import type { Logger } from "./logger.ts"

/**
 * Lets Fastify log through our logger. It still has a few lines of its own, such as a stream that
 * broke after the headers were sent; of their fields only the error is taken.
 */
export function frameworkLogger(logger: Logger): FastifyBaseLogger {
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (fields: unknown, message?: string): void => {
      if (typeof fields === "string") logger[level]({}, fields)
      else logger[level](onlyError(fields), message ?? "framework event")
    }
  const bridge: FastifyBaseLogger = {
    level: "info",
    silent: () => {},
    trace: () => {},
    debug: line("debug"),
    // Fastify's info lines repeat what our request log says.
    info: line("debug"),
    warn: line("warn"),
    error: line("error"),
    fatal: line("error"),
    child: () => bridge,
  }
  return bridge
}

function onlyError(fields: unknown): Record<string, unknown> {
  if (fields instanceof Error) return { error: fields }
  if (typeof fields !== "object" || fields === null) return {}
  const error = "err" in fields ? fields.err : undefined
  return error instanceof Error ? { error } : {}
}
