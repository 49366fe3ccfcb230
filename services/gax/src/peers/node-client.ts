import { McpStatus, NodeAlive, RcsStatus, type NodeState } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"
import type { Clock } from "@gir/sim"

/** Any process of the installation, asked how it is. */
export interface NodeClient {
  readonly name: string
  /** Never throws: a node that does not answer is an answer, too. */
  state(): Promise<NodeState>
}

type Status = Pick<NodeState, "restartOptions" | "keystore">
const NO_STATUS: Status = { restartOptions: [], keystore: null }

/** @param clock GAX's own, which the node's is compared with. */
export function nodeClient(name: string, http: HttpClient, clock: Clock): NodeClient {
  const service = serviceOf(name)
  return {
    name,
    state: async () => {
      const [health, nodeClock, status] = await Promise.all([
        healthOf(http),
        clockOf(http, clock).catch(() => null),
        statusOf(service, http).catch(() => NO_STATUS),
      ])
      return { name, service, clock: nodeClock, ...health, ...status }
    },
  }
}

/** `mcp-1` is an mcp; `config-server` is itself. */
export function serviceOf(name: string): string {
  return name.replace(/-\d+$/, "")
}

async function healthOf(http: HttpClient): Promise<Pick<NodeState, "state" | "detail">> {
  try {
    await http.request({ method: "GET", path: "/readyz" })
    return { state: "running", detail: null }
  } catch (error) {
    const { message: detail } = toGirError(error)
    const isAlive = await http.request({ method: "GET", path: "/livez" }).then(
      () => true,
      () => false,
    )
    return { state: isAlive ? "notReady" : "away", detail }
  }
}

async function clockOf(http: HttpClient, own: Clock): Promise<NodeState["clock"]> {
  const askedAt = own.now().getTime()
  const { now } = await http.request({ method: "GET", path: "/livez", schema: NodeAlive })
  // The answer was made about in the middle of the exchange.
  const middle = (askedAt + own.now().getTime()) / 2
  return { now, offsetMs: Math.round(Date.parse(now) - middle) }
}

/** Only the recorder and the crypto server have something to tell. */
async function statusOf(service: string, http: HttpClient): Promise<Status> {
  const request = { method: "GET", path: "/status" } as const
  if (service === "mcp") {
    const { restartOptions } = await http.request({ ...request, schema: McpStatus })
    return { restartOptions, keystore: null }
  }
  if (service !== "rcs") return NO_STATUS
  const { restartOptions, keystore } = await http.request({ ...request, schema: RcsStatus })
  return { restartOptions, keystore }
}
