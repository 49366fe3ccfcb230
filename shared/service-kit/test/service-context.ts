import { noFaults, systemClock } from "@gir/sim"
import { createLogger, type Logger, type ServiceContext, silentLogger } from "../src/index.ts"

export function testContext(logger: Logger = silentLogger): ServiceContext {
  return { name: "test-1", clock: systemClock, faults: noFaults, logger }
}

/** A logger whose lines can be read back. */
export function capturedLogger(): { logger: Logger; text: () => string } {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ name: "test-1", level: "debug", destination })
  return { logger, text: () => lines.join("") }
}
