import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"
import type { WeakSignaturePolicy } from "@gir/x509"
import type { ChainPath } from "./chain-judge.ts"

/** Calls that one MCP records at the same time, unless it is told otherwise. */
const DEFAULT_CONCURRENCY = 8
const MAX_CONCURRENCY = 10_000
/** Live calls that one MCP takes, unless it is told otherwise. */
const DEFAULT_LIVE_CALLS = 2_000
/** A call from which nothing has come for so long is over. */
const DEFAULT_RTP_IDLE_MS = 2_000
const MAX_RTP_IDLE_MS = 60_000

type Needed = "databaseUrl" | "storageDestination" | "nodeRoot" | "configServerUrl"

export type McpConfig = CommonConfig<Needed> & {
  /** GIR_MCP_CONCURRENCY. */
  readonly concurrency: number
  /** GIR_MCP_LIVE_CALLS: one more is refused with 503. */
  readonly liveCalls: number
  /** GIR_MCP_RTP_ADDRESS: where live calls come in; loopback unless told otherwise. */
  readonly rtpAddress: string
  /** GIR_MCP_RTP_IDLE_MS [assumed]. */
  readonly rtpIdleMs: number
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
    liveCalls: reader.integer("GIR_MCP_LIVE_CALLS", {
      default: DEFAULT_LIVE_CALLS,
      min: 1,
      max: MAX_CONCURRENCY,
    }),
    rtpAddress: reader.text("GIR_MCP_RTP_ADDRESS", "127.0.0.1"),
    rtpIdleMs: reader.integer("GIR_MCP_RTP_IDLE_MS", {
      default: DEFAULT_RTP_IDLE_MS,
      min: 200,
      max: MAX_RTP_IDLE_MS,
    }),
    bundleOrder: reader.choice("GIR_MCP_BUNDLE_ORDER", ["strict", "warn"], "strict"),
    chainPath: reader.choice("GIR_MCP_CHAIN_PATH", ["first", "any"], "first"),
    weakSignature: reader.choice("GIR_WEAK_SIGNATURE", ["refuse", "warn"], "refuse"),
  }
  reader.done()
  return config
}
