import type { LogFields, Logger } from "@gir/service-kit"

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error"
  readonly fields: LogFields
  readonly message: string
}

export interface RecordingLogger extends Logger {
  readonly lines: LogLine[]
}

/** A logger that keeps its lines, for tests that read them. */
export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = []
  const at =
    (level: LogLine["level"]) =>
    (fields: LogFields, message: string): void => {
      lines.push({ level, fields, message })
    }
  const logger: RecordingLogger = {
    lines,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => logger,
  }
  return logger
}
