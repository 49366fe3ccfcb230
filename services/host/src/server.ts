import type { HostOrder, HostReport } from "@gir/contracts"
import { createLogger } from "@gir/service-kit"
import { openHost } from "./host.ts"
import { PROGRAMS } from "./programs.ts"

const EXIT_FAILED = 1

const logger = createLogger({ name: "host" })

const host = openHost({
  programs: PROGRAMS,
  report: (report: HostReport) => {
    if (process.connected) process.send?.(report)
  },
})

const crash = (error: unknown): void => {
  logger.error({ event: "crashed", error }, "stopped by a failure that no node caught")
  process.exit(EXIT_FAILED)
}

let isClosing = false
const close = (): void => {
  // A second signal does not wait.
  if (isClosing) process.exit(EXIT_FAILED)
  isClosing = true
  host.close().then(() => process.exit(0), crash)
}

process.on("uncaughtException", crash)
process.on("unhandledRejection", crash)
process.on("message", (order: HostOrder) => void host.obey(order).catch(crash))
process.on("SIGTERM", close)
process.on("SIGINT", close)
// However the supervisor ended, nobody is left to ask for anything.
process.on("disconnect", () => {
  if (!isClosing) close()
})
