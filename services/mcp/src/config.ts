import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"
import type { WeakSignaturePolicy } from "@gir/x509"
import type { ChainPath } from "./chain-judge.ts"

/** Calls that one MCP records at the same time, unless it is told otherwise. */
const DEFAULT_CONCURRENCY = 8
const MAX_CONCURRENCY = 2_000

type Needed = "databaseUrl" | "storageDestination" | "nodeRoot" | "configServerUrl"

export type McpConfig = CommonConfig<Needed> & {
  /** GIR_MCP_CONCURRENCY. */
  readonly concurrency: number
  /** GIR_MCP_BUNDLE_ORDER: `strict` refuses a CA file out of order, `warn` only says so. */
  readonly bundleOrder: "strict" | "warn"
  /** GIR_MCP_CHAIN_PATH [assumed]: `first` looks at one path only, as OpenSSL does. */
  readonly chainPath: ChainPath
  /** GIR_WEAK_SIGNATURE [assumed]: `refuse` leaves out a certificate whose chain uses SHA-1. */
  readonly weakSignature: WeakSignaturePolicy
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
    chainPath: reader.choice("GIR_MCP_CHAIN_PATH", ["first", "any"], "first"),
    weakSignature: reader.choice("GIR_WEAK_SIGNATURE", ["refuse", "warn"], "refuse"),
  }
  reader.done()
  return config
}
