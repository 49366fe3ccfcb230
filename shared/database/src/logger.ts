/** What this package says to the log: a subset of the logger that `@gir/service-kit` makes. */
export interface DatabaseLogger {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}
