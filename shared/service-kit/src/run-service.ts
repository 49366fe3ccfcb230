import { toGirError } from "@gir/errors"
import { processEnvironment } from "./environment.ts"
import type { Logger } from "./logger.ts"
import {
  openNode,
  startFailure,
  type NodeConfig,
  type RunningNode,
  type ServiceProgram,
} from "./service-node.ts"

const EXIT_FAILED = 1
const EXIT_ENVIRONMENT = 3
const GRACE_MS = 15_000
/** Nobody is left to end an orphan by force, so that it does that itself. */
const ORPHAN_GRACE_MS = 10_000

/**
 * Runs one service as this process: builds it, listens, writes the log line `listening` with the
 * port, starts its workers, and closes it on SIGTERM, SIGINT, or when a supervisor that spawned it
 * with an IPC channel is gone; a second signal does not wait.
 *
 * Exit codes: 0 closed on a signal, 1 crashed, 3 could not start (one line on the standard error).
 */
export async function runService<C extends NodeConfig>(
  name: string,
  program: ServiceProgram<C>,
): Promise<void> {
  try {
    await start(name, program)
  } catch (error) {
    process.stderr.write(`${startFailure(name, toGirError(error))}\n`)
    // A half-built service may hold the event loop open, so leaving is not left to it.
    process.exit(EXIT_ENVIRONMENT)
  }
}

async function start<C extends NodeConfig>(
  name: string,
  program: ServiceProgram<C>,
): Promise<void> {
  const supervisorGone = untilSupervisorIsGone()
  const { logger, build } = openNode(name, program, { env: processEnvironment() })
  exitOnCrash(logger)
  const node = await build()
  closeOnSignal(node, { logger, supervisorGone })
  await node.listen()
}

function exitOnCrash(logger: Logger): void {
  const crash = (message: string) => (error: unknown) => {
    logger.error({ event: "crashed", error }, message)
    process.exit(EXIT_FAILED)
  }
  process.on("uncaughtException", crash("stopped by an uncaught exception"))
  process.on("unhandledRejection", crash("stopped by an unhandled rejection"))
}

/**
 * Resolves when the supervisor's IPC channel breaks, however that one ended: nobody is left to send
 * a signal. Work that does not end within its grace is cut short. Never resolves without a supervisor.
 */
function untilSupervisorIsGone(): Promise<void> {
  return new Promise((resolve) => {
    const orphaned = (): void => {
      setTimeout(() => process.exit(EXIT_FAILED), ORPHAN_GRACE_MS).unref()
      resolve()
    }
    // Undefined without a channel; false when it broke while our modules were loaded.
    if (process.connected === undefined) return
    if (!process.connected) return orphaned()
    process.once("disconnect", orphaned)
    process.channel?.unref()
  })
}

interface Closing {
  readonly logger: Logger
  readonly supervisorGone: Promise<void>
}

function closeOnSignal(node: RunningNode, { logger, supervisorGone }: Closing): void {
  let isClosing = false
  const close = async (signal: string): Promise<void> => {
    if (isClosing) {
      logger.warn({ event: "forced", signal }, "second signal, not waiting any longer")
      process.exit(EXIT_FAILED)
    }
    isClosing = true
    logger.info({ event: "closing", signal }, "closing")
    const timer = setTimeout(() => {
      logger.warn({ event: "cut", graceMs: GRACE_MS }, "cutting connections that did not end")
      node.cutConnections()
    }, GRACE_MS)
    timer.unref()
    await node.close()
    logger.info({ event: "closed" }, "closed")
    process.exit(0)
  }
  const onSignal = (signal: string): void => {
    close(signal).catch((error: unknown) => {
      logger.error({ event: "close-failed", error }, "closing failed")
      process.exit(EXIT_FAILED)
    })
  }
  process.on("SIGTERM", onSignal)
  process.on("SIGINT", onSignal)
  void supervisorGone.then(() => {
    if (!isClosing) onSignal("disconnect")
  })
}
