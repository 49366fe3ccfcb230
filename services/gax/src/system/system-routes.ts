import {
  NodeParams,
  type DecryptionProxySettings,
  type LoadWatch,
  type SystemState,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { serviceOf } from "../peers/node-client.ts"
import { restartNode } from "./restart-node.ts"

/** The System screen, and what it needs to be known of the decryption proxy. */
export function systemViewRoutes(app: App, { config, peers, clock }: GaxParts): void {
  app.get("/system", async (): Promise<SystemState> => {
    const { nodeName } = config
    const self = { name: nodeName, service: serviceOf(nodeName), state: "running" } as const
    const own = { clock: { now: clock.now().toISOString(), offsetMs: 0 } }
    const nodes = await Promise.all(peers.nodes.map((node) => node.state()))
    return {
      nodes: [{ ...self, ...own, detail: null, restartOptions: [], keystore: null }, ...nodes],
      canRestart: peers.supervisor !== null,
    }
  })

  app.get("/load", async (): Promise<LoadWatch> => {
    return peers.supervisor === null ? { load: null } : peers.supervisor.load()
  })

  app.get("/decryption-proxy", async (): Promise<DecryptionProxySettings> => {
    const { contactCenterId, rwsUrl } = config
    return { contactCenterId, rwsUrl, prefixes: await peers.rws.decryptUriPrefixes() }
  })
}

/** Restart. Seed: "Restart the Recording Crypto Server", "Restart all the MCP instances". */
export function systemAdministrationRoutes(app: App, parts: GaxParts): void {
  app.post(
    "/system/nodes/:node/restart",
    { schema: { params: NodeParams } },
    async (request, reply) => {
      await restartNode(request.params.node, parts)
      return reply.code(204).send()
    },
  )
}
