import type { IncomingMessage, ServerResponse } from "node:http"
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"
import type { Clock, Faults } from "@gir/sim"
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify"
import type { Logger } from "./logger.ts"
import type { Metrics } from "./metrics.ts"
import type { Tracing } from "./trace/open-tracing.ts"

declare module "fastify" {
  interface FastifyInstance {
    readonly metrics: Metrics
    /** Every address of the service, for a test that walks them all. */
    readonly routeTable: readonly RouteEntry[]
  }
}

export interface RouteEntry {
  readonly method: string
  /** Pattern, such as `/ivr-profiles/:dbid`. */
  readonly url: string
}

/** A Fastify instance whose routes take their types from TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What a service is given by whoever runs it: the supervisor's process, or a test. */
export interface ServiceContext {
  /** Node name, such as `mcp-1`. */
  readonly name: string
  readonly clock: Clock
  /** What goes wrong on purpose; `noFaults` outside a simulation. */
  readonly faults: Faults
  readonly logger: Logger
  /** What becomes of its spans; absent where nobody looks at them. */
  readonly tracing?: Tracing
}

/** A service that is built but not listening. `runService` and the tests listen on its `app`. */
export interface Service {
  readonly app: App
  /**
   * Starts workers and pollers; called once, after `app` listens. Never waits for another part to
   * come up: a worker whose database is away waits by itself, and `/readyz` says so.
   */
  start(): Promise<void>
  /** Stops workers, closes `app` and frees everything. May be called twice. */
  close(): Promise<void>
}
