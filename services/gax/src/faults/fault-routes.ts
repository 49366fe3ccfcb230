import { FaultAtNode, type FaultOverview, FaultParams } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import { FAULTS } from "@gir/sim"
import type { GaxParts } from "../gax-parts.ts"
import type { FaultClient } from "../peers/fault-client.ts"

/** What may befall the parts of the system: the same as `gir fault`, through the management ports. */
export function faultRoutes(app: App, { peers, logger }: GaxParts): void {
  app.get("/faults", async (): Promise<FaultOverview> => {
    const nodes = await Promise.all(peers.faults.map(faultsOf))
    return { nodes, kinds: KINDS }
  })

  app.post("/faults", { schema: { body: FaultAtNode } }, async ({ body }, reply) => {
    const { node, fault } = body
    const wanted = node === undefined ? peers.faults : [nodeOf(peers.faults, node)]
    for (const client of wanted) await client.add(fault)
    logger.info({ fault: fault.name, nodes: wanted.length }, "fault put on")
    return reply.code(204).send()
  })

  app.delete("/faults/:node/:name", { schema: { params: FaultParams } }, async (request, reply) => {
    const { node, name } = request.params
    await nodeOf(peers.faults, node).remove(name)
    logger.info({ fault: name, node }, "fault taken off")
    return reply.code(204).send()
  })

  app.delete("/faults", async (_request, reply) => {
    for (const client of peers.faults) await client.reset()
    logger.info({ nodes: peers.faults.length }, "faults reset")
    return reply.code(204).send()
  })
}

const KINDS: FaultOverview["kinds"] = FAULTS.map(({ name, means, subject, attributes }) => ({
  name,
  means,
  subject,
  attributes: Object.entries(attributes).map(([attribute, { default: value, means: does }]) => ({
    name: attribute,
    default: value,
    means: does,
  })),
}))

/** A node that does not answer is an answer, too: what is on there is not known. */
async function faultsOf(client: FaultClient): Promise<FaultOverview["nodes"][number]> {
  const faults = await client.list().catch(() => null)
  return { node: client.node, faults }
}

function nodeOf(clients: readonly FaultClient[], node: string): FaultClient {
  const client = clients.find((each) => each.node === node)
  if (client !== undefined) return client
  throw new GirError("ERR_NOT_FOUND", `the installation has no node ${node}`, { fields: { node } })
}
