import { McpStatus } from "@gir/contracts"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { urlOf } from "../installation/node-environment.ts"
import { readAdministrator, readSecret, type SecretFiles } from "../installation/secrets.ts"
import { addressOf, type Node, type ServiceName } from "../installation/service-table.ts"
import { rcsNodeClient, type RcsNodeClient } from "./rcs-node.ts"
import { openAdministrator, type AdministratorSession } from "./administrator.ts"
import { configurationClient, type ConfigurationClient } from "./configuration.ts"
import { cryptoServerClient, type CryptoServerClient } from "./crypto-server.ts"
import { webServicesClient, type WebServicesClient } from "./web-services.ts"

/** Every service that the operator's seat talks to. */
export interface Peers {
  readonly configuration: ConfigurationClient
  readonly webServices: WebServicesClient
  readonly cryptoServer: CryptoServerClient
  /** What each Media Control Platform says of itself. */
  mcps(): Promise<McpStatus[]>
  /** What one of them says. */
  mcp(name: string): Promise<McpStatus>
  /** One Recording Crypto Server of several. */
  rcsNode(name: string): Promise<RcsNodeClient>
  /** Logs in to Genesys Administrator Extension as the first administrator. */
  logIn(): Promise<AdministratorSession>
  close(): Promise<void>
}

export async function openPeers(nodes: readonly Node[], secrets: SecretFiles): Promise<Peers> {
  const token = await readSecret(secrets.serviceTokenFile)
  const authorization = (): string => `Bearer ${token}`
  const opened: HttpClient[] = []
  const open = (baseUrl: string): HttpClient => {
    const client = httpClient({ baseUrl, authorization })
    opened.push(client)
    return client
  }
  const gax = httpClient({ baseUrl: `${urlOf(nodes, "gax")}/api` })
  opened.push(gax)
  const clientsOf = (service: ServiceName): ReadonlyMap<string, HttpClient> =>
    new Map(
      nodes
        .filter((node) => node.service === service)
        .map((node) => [node.name, open(addressOf(node))]),
    )
  const [mcps, rcsNodes] = [clientsOf("mcp"), clientsOf("rcs")]
  const statusOf = (mcp: HttpClient): Promise<McpStatus> =>
    mcp.request({ method: "GET", path: "/status", schema: McpStatus })
  return {
    mcps: () => Promise.all([...mcps.values()].map(statusOf)),
    mcp: (name) => statusOf(named(mcps, name)),
    rcsNode: async (name) =>
      rcsNodeClient(named(rcsNodes, name), await readAdministrator(secrets.usersFile)),
    configuration: configurationClient(open(urlOf(nodes, "config-server"))),
    webServices: webServicesClient(open(urlOf(nodes, "rws"))),
    cryptoServer: cryptoServerClient(open(urlOf(nodes, "rcs"))),
    logIn: async () => openAdministrator(gax, await readAdministrator(secrets.usersFile)),
    close: async () => {
      await Promise.all(opened.map((client) => client.close()))
    },
  }
}

function named(clients: ReadonlyMap<string, HttpClient>, name: string): HttpClient {
  const client = clients.get(name)
  if (client === undefined) throw new RangeError(`the installation has no ${name}`)
  return client
}
