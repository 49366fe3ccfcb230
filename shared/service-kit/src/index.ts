export { commonConfig, type CommonConfig } from "./common-config.ts"
export {
  configReader,
  type ConfigReader,
  type Environment,
  type IntegerOptions,
} from "./config-reader.ts"
export { createService, type CreateServiceOptions } from "./create-service.ts"
export {
  hasBasicCredentials,
  hasServiceToken,
  isSameSecret,
  readBasicCredentials,
  readBearerToken,
  requireServiceToken,
  type BasicCredentials,
} from "./credentials.ts"
export { resolveGuidePath, type GuidePath, type GuidePathOptions } from "./guide-path.ts"
export {
  httpClient,
  type HttpClient,
  type HttpClientOptions,
  type HttpMethod,
  type JsonRequest,
  type StreamAnswer,
  type StreamRequest,
} from "./http-client.ts"
export {
  createLogger,
  logFile,
  silentLogger,
  type LogFields,
  type LogFile,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "./logger.ts"
export type { MetricOptions, Metrics } from "./metrics.ts"
export { addAnswerFaults } from "./simulation/answer-faults.ts"
export { jobMetrics } from "./job-metrics.ts"
export { runService } from "./run-service.ts"
export {
  openNode,
  startFailure,
  type NodeConfig,
  type OpenNode,
  type RunningNode,
  type ServiceProgram,
} from "./service-node.ts"
export type { App, RouteEntry, Service, ServiceContext } from "./service.ts"
export { openTracing, type Tracing } from "./trace/open-tracing.ts"
export { readTracingConfig } from "./trace/tracing-config.ts"
