import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"

/** Calls that one MCP records at the same time, unless it is told otherwise. */
const DEFAULT_CONCURRENCY = 8
const MAX_CONCURRENCY = 2_000

type Needed = "databaseUrl" | "storageDestination" | "nodeRoot" | "configServerUrl"

export type McpConfig = CommonConfig<Needed> & {
  /** GIR_MCP_CONCURRENCY. */
  readonly concurrency: number
  /** GIR_MCP_BUNDLE_ORDER: `strict` refuses a CA file out of order, `warn` only says so. */
  readonly bundleOrder: "strict" | "warn"
}

/** @throws ERR_CONFIG_INVALID with every problem at once. */
export function readMcpConfig(env: Environment): McpConfig {
  const reader = configReader(env)
  const config = {
    ...commonConfig(reader, "mcp", [
      "databaseUrl",
      "storageDestination",
      "nodeRoot",
      "configServerUrl",
    ]),
    concurrency: reader.integer("GIR_MCP_CONCURRENCY", {
      default: DEFAULT_CONCURRENCY,
      min: 1,
      max: MAX_CONCURRENCY,
    }),
    bundleOrder: reader.choice("GIR_MCP_BUNDLE_ORDER", ["strict", "warn"], "strict"),
  }
  reader.done()
  return config
}
