import { httpClient, type HttpClient } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { GaxConfig } from "../config.ts"
import { configServerClient, type ConfigServerClient } from "./config-server-client.ts"
import { faultClient, type FaultClient } from "./fault-client.ts"
import { nodeClient, type NodeClient } from "./node-client.ts"
import { rcsClient, type RcsClient } from "./rcs-client.ts"
import { rwsClient, type RwsClient } from "./rws-client.ts"
import { supervisorClient, type SupervisorClient } from "./supervisor-client.ts"

/** RCS opens encrypted keys with up to millions of rounds, so an upload may take its time. */
const RCS_TIMEOUT_MS = 30_000
/** The System screen shows a node that takes longer as away. */
const NODE_TIMEOUT_MS = 2_000

/** The services that GAX works through. */
export interface Peers {
  readonly rcs: RcsClient
  readonly configServer: ConfigServerClient
  readonly rws: RwsClient
  /** Every process of the installation but this one. */
  readonly nodes: readonly NodeClient[]
  /** The management port of every process, this one too; none where GAX was not told of them. */
  readonly faults: readonly FaultClient[]
  /** Null where nobody restarts processes for GAX. */
  readonly supervisor: SupervisorClient | null
  close(): Promise<void>
}

export function openPeers(config: GaxConfig, clock: Clock): Peers {
  const authorization = (): string => `Bearer ${config.serviceToken}`
  const opened: HttpClient[] = []
  const open = (options: Parameters<typeof httpClient>[0]): HttpClient => {
    const client = httpClient(options)
    opened.push(client)
    return client
  }
  const { supervisorUrl } = config
  return {
    // RCS is told who the person is, by that person's session, and never that it is just GAX.
    rcs: rcsClient(open({ baseUrl: config.rcsUrl, timeoutMs: RCS_TIMEOUT_MS })),
    configServer: configServerClient(open({ baseUrl: config.configServerUrl, authorization })),
    rws: rwsClient(open({ baseUrl: config.rwsUrl, authorization }), config.contactCenterId),
    nodes: config.nodes.map(({ name, url: baseUrl }) =>
      nodeClient(name, open({ baseUrl, authorization, timeoutMs: NODE_TIMEOUT_MS }), clock),
    ),
    faults: config.simNodes.map(({ name, url: baseUrl }) =>
      faultClient(name, open({ baseUrl, authorization, timeoutMs: NODE_TIMEOUT_MS })),
    ),
    supervisor:
      supervisorUrl === null
        ? null
        : supervisorClient(open({ baseUrl: supervisorUrl, authorization })),
    close: async () => {
      await Promise.all(opened.map((client) => client.close()))
    },
  }
}
