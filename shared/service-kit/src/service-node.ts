import { ERROR_CODES, GirError, type ErrorCode } from "@gir/errors"
import type { DestinationStream } from "pino"
import type { Environment } from "./config-reader.ts"
import { createLogger, type Logger, type LogLevel } from "./logger.ts"
import { scrubText } from "./scrub.ts"
import type { App, Service, ServiceContext } from "./service.ts"
import { openSimulation } from "./simulation/open-simulation.ts"
import { readSimulationConfig } from "./simulation/simulation-config.ts"
import { buildSimulation } from "./simulation/simulation-routes.ts"
import { openTracing } from "./trace/open-tracing.ts"
import { readTracingConfig } from "./trace/tracing-config.ts"

/** Nobody else may change a node's clock and faults, whatever it listens on itself. */
const LOOPBACK = "127.0.0.1"

/** What every service's settings have in common. */
export interface NodeConfig {
  readonly host: string
  readonly port: number
  readonly nodeName?: string
  readonly logLevel?: LogLevel
}

/** A service as it is run: by `runService` as a process, by a host among others. */
export interface ServiceProgram<C extends NodeConfig> {
  readConfig(env: Environment): C
  build(config: C, context: ServiceContext): Promise<Service>
}

export interface OpenNodeOptions {
  readonly env: Environment
  /** Takes whole log lines; default is the standard output. */
  readonly destination?: DestinationStream
}

/** A node whose settings are read. */
export interface OpenNode {
  readonly logger: Logger
  /** @throws whatever the service cannot be built with. */
  readonly build: () => Promise<RunningNode>
}

/** A service that is built, with its management port. */
export interface RunningNode {
  /**
   * Listens, writes the log line `listening` with the port, and starts the workers.
   *
   * @throws ERR_CLI_PORT_TAKEN, ERR_CONFIG_INVALID for an address that cannot be listened on.
   */
  listen(): Promise<void>
  /** Ends workers and servers; may be called twice. */
  close(): Promise<void>
  /** Ends connections that hold `close` up. */
  cutConnections(): void
}

/**
 * Opens a node of the service `name`; it touches nothing of its process but the log's destination.
 *
 * @throws ERR_CONFIG_INVALID and whatever else the service's settings are refused with.
 */
export function openNode<C extends NodeConfig>(
  name: string,
  program: ServiceProgram<C>,
  { env, destination }: OpenNodeOptions,
): OpenNode {
  const config = program.readConfig(env)
  const nodeName = config.nodeName ?? name
  const logger = createLogger({
    name: nodeName,
    ...(config.logLevel === undefined ? {} : { level: config.logLevel }),
    ...(destination === undefined ? {} : { destination }),
  })
  const tracingConfig = readTracingConfig(env)
  const build = async (): Promise<RunningNode> => {
    const tracing = openTracing({ config: tracingConfig, node: nodeName, logger })
    const { context, management } = await prepareContext(env, { name: nodeName, logger })
    const traced = { ...context, tracing }
    const service = await program.build(config, traced).catch(async (error: unknown) => {
      await Promise.all([management?.close(), tracing.close()])
      throw error
    })
    return {
      listen: async () => {
        await listen(service.app, config)
        const address = service.app.server.address()
        const port = typeof address === "object" && address !== null ? address.port : config.port
        logger.info({ event: "listening", service: name, host: config.host, port }, "listening")
        await service.start()
      },
      close: async () => {
        await Promise.all([service.close(), management?.close()])
        await tracing.close()
      },
      cutConnections: () => service.app.server.closeAllConnections(),
    }
  }
  return { logger, build }
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

async function listen(app: App, config: Pick<NodeConfig, "host" | "port">): Promise<void> {
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

/** One human line: what, why the code exists, and what to do next. */
export function startFailure(name: string, error: GirError): string {
  const code: ErrorCode = error.code
  const reason = code === "ERR_INTERNAL" ? ` (${ERROR_CODES[code].why})` : ""
  const line = `error[${code}]: ${name} cannot start: ${error.message}${reason}; next: ${error.next}`
  return scrubText(line).replace(/\s*\n\s*/g, " ")
}
