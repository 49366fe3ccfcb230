import { LiveCallStatus, type LiveCall } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { httpClient } from "@gir/service-kit"
import { readSecret } from "../installation/secrets.ts"
import type { RunFile } from "../installation/run-file.ts"

/** The live calls of one Media Control Platform. */
export interface LiveCallsClient {
  /** Resolves when the port is open. @throws ERR_MCP_BUSY, ERR_MCP_RTP_PORT, … */
  start(call: LiveCall): Promise<LiveCallStatus>
  /** @throws ERR_MCP_LIVE_CALL_UNKNOWN */
  status(recordingId: string): Promise<LiveCallStatus>
  /** Ends the call; what has come is stored. @throws ERR_MCP_LIVE_CALL_UNKNOWN */
  hangUp(recordingId: string): Promise<LiveCallStatus>
  close(): Promise<void>
}

/** @param name of the MCP; the first one when absent. @throws ERR_CLI_USAGE when there is none. */
export async function liveCallsClient(
  { nodes, secrets }: RunFile,
  name: string | undefined,
): Promise<LiveCallsClient> {
  const mcps = nodes.filter(({ service }) => service === "mcp")
  const mcp = name === undefined ? mcps[0] : mcps.find((node) => node.name === name)
  if (mcp === undefined) {
    const known = mcps.map((node) => node.name).join(", ")
    throw new GirError("ERR_CLI_USAGE", `--mcp: the installation has no ${name}`, {
      next: `--mcp one of: ${known}`,
    })
  }
  const token = await readSecret(secrets.serviceTokenFile)
  const http = httpClient({
    baseUrl: `http://127.0.0.1:${mcp.port}`,
    authorization: () => `Bearer ${token}`,
  })
  const path = (recordingId: string): string => `/live-calls/${encodeURIComponent(recordingId)}`
  const schema = LiveCallStatus
  return {
    start: (call) => http.request({ method: "POST", path: "/live-calls", body: call, schema }),
    status: (id) => http.request({ method: "GET", path: path(id), schema }),
    hangUp: (id) => http.request({ method: "DELETE", path: path(id), schema }),
    close: () => http.close(),
  }
}
