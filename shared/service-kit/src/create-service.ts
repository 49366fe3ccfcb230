import { randomUUID } from "node:crypto"
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"
import { GirError } from "@gir/errors"
import { fastify, LogController } from "fastify"
import { answerClientError } from "./client-error.ts"
import { frameworkLogger } from "./framework-logger.ts"
import { addHealth } from "./health.ts"
import { parseJsonBody } from "./json-body.ts"
import { createMetrics } from "./metrics.ts"
import { addOpenApi, type OpenApiOptions } from "./openapi.ts"
import { sendProblem } from "./problem-handler.ts"
import { addRequestLog } from "./request-log.ts"
import { schemaCompiler } from "./schema-compiler.ts"
import type { App, RouteEntry, ServiceContext } from "./service.ts"
import { addRequestSpans } from "./trace/request-spans.ts"

const BODY_LIMIT_BYTES = 1_048_576
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 60_000
const IDLE_TIMEOUT_MS = 120_000
const KEEP_ALIVE_MS = 10_000
const MAX_HEADER_BYTES = 16_384

export interface CreateServiceOptions {
  /** Resolves when the service can do its work; default: always. See `/readyz`. */
  readonly isReady?: () => Promise<void>
  /** Largest body that is read into memory; default 1 MiB. A route can set its own `bodyLimit`. */
  readonly bodyLimitBytes?: number
  /** Longest time for one request to arrive, body included; default 60 s, 0 for no limit. */
  readonly requestTimeoutMs?: number
  /** Who may read `/openapi.json`; without it the service has no such address. */
  readonly openApiGuard?: OpenApiOptions["guard"]
}

/**
 * The HTTP side that every service shares: strict schemas, problem documents, limits, request log,
 * `/livez`, `/readyz` and `/metrics`.
 *
 * @returns an app that does not listen yet; add routes, then `listen` or `inject`.
 */
export function createService(context: ServiceContext, options: CreateServiceOptions = {}): App {
  const app: App = fastify({
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { maxParamLength: 1_024 },
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    loggerInstance: frameworkLogger(context.logger),
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      sendProblem({ error, request, reply, logger: context.logger })
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate("metrics", createMetrics())
  addRouteTable(app)
  const { openApiGuard: guard } = options
  if (guard !== undefined) addOpenApi(app, { title: context.name, guard })
  addParsing(app)
  addRefusals(app, context)
  addRequestSpans(app, context.tracing)
  addRequestLog(app, context.logger)
  addHealth(app, context.clock, options.isReady ?? (async () => {}))
  app.get("/metrics", async (_request, reply) => {
    const { contentType, text } = await app.metrics.render()
    return reply.header("content-type", contentType).send(text)
  })
  return app
}

function addRouteTable(app: App): void {
  const table: RouteEntry[] = []
  app.decorate("routeTable", table)
  app.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat()) table.push({ method: each, url })
  })
}

function addParsing(app: App): void {
  app.setValidatorCompiler(schemaCompiler)
  // Fastify's own serializer drops what a schema does not name; an answer says what it says.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => parseJsonBody(body),
  )
}

function addRefusals(app: App, { logger }: ServiceContext): void {
  app.setErrorHandler((error, request, reply) => sendProblem({ error, request, reply, logger }))
  app.setNotFoundHandler((request, reply) => {
    const error = new GirError("ERR_NOT_FOUND", `there is no ${request.method} at this address`)
    sendProblem({ error, request, reply, logger })
  })
}
