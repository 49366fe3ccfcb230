import { ERROR_CODES, GirError, toGirError, type ErrorCode } from "@gir/errors"
import type { Environment } from "./config-reader.ts"
import { processEnvironment } from "./environment.ts"
import { createLogger, type Logger, type LogLevel } from "./logger.ts"
import { scrubText } from "./scrub.ts"
import type { App, Service, ServiceContext } from "./service.ts"
import { openSimulation } from "./simulation/open-simulation.ts"
import { readSimulationConfig } from "./simulation/simulation-config.ts"
import { buildSimulation } from "./simulation/simulation-routes.ts"

const EXIT_FAILED = 1
const EXIT_ENVIRONMENT = 3
const GRACE_MS = 15_000
/** Nobody else may change a node's clock and faults, whatever it listens on itself. */
const LOOPBACK = "127.0.0.1"
/** Nobody is left to end an orphan by force, so that it does that itself. */
const ORPHAN_GRACE_MS = 10_000

interface RunnableConfig {
  readonly host: string
  readonly port: number
  readonly nodeName?: string
  readonly logLevel?: LogLevel
}

export interface RunServiceOptions<C extends RunnableConfig> {
  readConfig(env: Environment): C
  build(config: C, context: ServiceContext): Promise<Service>
}

/**
 * Runs one service as this process: builds it, listens, writes the log line `listening` with the
 * port, starts its workers, and closes it on SIGTERM, SIGINT, or when a supervisor that spawned it
 * with an IPC channel is gone; a second signal does not wait.
 *
 * Exit codes: 0 closed on a signal, 1 crashed, 3 could not start (one line on the standard error).
 */
export async function runService<C extends RunnableConfig>(
  name: string,
  options: RunServiceOptions<C>,
): Promise<void> {
  try {
    await start(name, options)
  } catch (error) {
    process.stderr.write(`${startFailure(name, toGirError(error))}\n`)
    // A half-built service may hold the event loop open, so leaving is not left to it.
    process.exit(EXIT_ENVIRONMENT)
  }
}

async function start<C extends RunnableConfig>(
  name: string,
  options: RunServiceOptions<C>,
): Promise<void> {
  const supervisorGone = untilSupervisorIsGone()
  const env = processEnvironment()
  const config = options.readConfig(env)
  const nodeName = config.nodeName ?? name
  const logger = createLogger({
    name: nodeName,
    ...(config.logLevel === undefined ? {} : { level: config.logLevel }),
  })
  exitOnCrash(logger)
  const { context, management } = await prepareContext(env, { name: nodeName, logger })
  const service = await options.build(config, context)
  closeOnSignal(service, { logger, management, supervisorGone })
  await listen(service.app, config)
  const address = service.app.server.address()
  const port = typeof address === "object" && address !== null ? address.port : config.port
  logger.info({ event: "listening", service: name, host: config.host, port }, "listening")
  await service.start()
}

/** With a management port the conditions can be set from before the service listens. */
async function prepareContext(
  env: Environment,
  node: Pick<ServiceContext, "name" | "logger">,
): Promise<{ context: ServiceContext; management: App | null }> {
  const config = readSimulationConfig(env)
  const { clock, faults, control } = openSimulation(config, node.name)
  const context = { ...node, clock, faults }
  const { port, serviceToken } = config
  if (control === null || port === null || serviceToken === null) {
    return { context, management: null }
  }
  const management = buildSimulation({ control, serviceToken, context })
  await listen(management, { host: LOOPBACK, port })
  return { context, management }
}

async function listen(app: App, config: RunnableConfig): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined
    const where = `${config.host}:${config.port}`
    if (code === "EADDRINUSE") {
      throw new GirError("ERR_CLI_PORT_TAKEN", `another process listens on ${where}`, { cause })
    }
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      const message = `GIR_HOST and GIR_PORT: cannot listen on ${where} (${code})`
      throw new GirError("ERR_CONFIG_INVALID", message, { cause })
    }
    throw cause
  }
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
  readonly management: App | null
  readonly supervisorGone: Promise<void>
}

function closeOnSignal(service: Service, { logger, management, supervisorGone }: Closing): void {
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
      service.app.server.closeAllConnections()
    }, GRACE_MS)
    timer.unref()
    await Promise.all([service.close(), management?.close()])
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

/** One human line: what, why the code exists, and what to do next. */
function startFailure(name: string, error: GirError): string {
  const code: ErrorCode = error.code
  const reason = code === "ERR_INTERNAL" ? ` (${ERROR_CODES[code].why})` : ""
  const line = `error[${code}]: ${name} cannot start: ${error.message}${reason}; next: ${error.next}`
  return scrubText(line).replace(/\s*\n\s*/g, " ")
}
