import { configReader, type Environment } from "../config-reader.ts"

/** Where a node's spans go, in the names that OpenTelemetry gave the variables. */
export interface TracingConfig {
  /** OTEL_EXPORTER_OTLP_ENDPOINT, such as `http://127.0.0.1:4318`; null: nowhere. */
  readonly endpoint: string | null
  /** OTEL_SERVICE_NAME; null: the node's name. */
  readonly serviceName: string | null
}

/** @throws ERR_CONFIG_INVALID */
export function readTracingConfig(env: Environment): TracingConfig {
  const reader = configReader(env)
  const config = {
    endpoint: reader.optionalUrl("OTEL_EXPORTER_OTLP_ENDPOINT"),
    serviceName: reader.optionalText("OTEL_SERVICE_NAME"),
  }
  reader.done()
  return config
}
