import { currentTrace } from "@gir/trace"
import { pino, type DestinationStream } from "pino"
import { scrubFields } from "./scrub.ts"

/** Structured context of a log line: named values, never a whole request, file or certificate. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes one line: a static message and named fields. Every service logs through this. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  /** @returns a logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger
}

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LoggerOptions {
  /** Node name, such as `mcp-1`. */
  readonly name: string
  /** Default `info`. */
  readonly level?: LogLevel
  /** Takes whole lines; default is the standard output. */
  readonly destination?: DestinationStream
}

/**
 * A logger that writes JSON lines.
 *
 * Fields pass through a scrubber that works on any depth, because pino's own `redact` paths match
 * one level each: secrets are replaced by name, PEM private blocks and passwords in URLs by shape.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level ?? "info",
    base: { node: options.name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: traceIds,
  }
  return wrap(pino(settings, options.destination ?? standardOutput()))
}

/** Of the trace in which the line is written, if any. */
function traceIds(): object {
  const context = currentTrace()
  return context === null ? {} : { traceId: context.traceId, spanId: context.spanId }
}

type PinoDestination = ReturnType<typeof pino.destination>

const STDOUT = 1
/** Lines that wait for a full disk to have room again; what comes on top is dropped. */
const WAITING_BYTES_MAX = 1_048_576

function standardOutput(): DestinationStream {
  return destinationOf({ dest: STDOUT })
}

/** A log file that only its owner reads. */
export interface LogFile extends DestinationStream {
  close(): void
}

/** Appends to `file`. */
export function logFile(file: string): LogFile {
  const destination = destinationOf({ dest: file, mode: 0o600 })
  return { write: (line) => destination.write(line), close: () => destination.end() }
}

/** A disk that has no room for the log must not stop the work: by default pino would throw. */
function destinationOf(place: { dest: string | number; mode?: number }): PinoDestination {
  const destination = pino.destination({ ...place, sync: true, maxLength: WAITING_BYTES_MAX })
  destination.on("error", () => undefined)
  return destination
}

type Lines = Pick<pino.Logger, "debug" | "info" | "warn" | "error" | "isLevelEnabled"> & {
  child(bindings: pino.Bindings): Lines
}

function wrap(lines: Lines): Logger {
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (fields: LogFields, message: string): void => {
      if (lines.isLevelEnabled(level)) lines[level](scrubFields(fields), message)
    }
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: (fields) => wrap(lines.child(scrubFields(fields))),
  }
}

/** A logger that writes nothing, for tests and for tools with an output of their own. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
}
