import { NewSimFault, type SimFault } from "@gir/contracts"
import { requireServiceToken } from "@gir/service-kit"
import { SERVICE_TOKEN, stub } from "./stub-peers.ts"

/** The management port of one node. */
export class StubSimulation {
  readonly app = stub("sim")
  faults: SimFault[] = []

  constructor() {
    this.app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    this.app.get("/sim/faults", async () => this.faults)
    this.app.post("/sim/faults", { schema: { body: NewSimFault } }, async ({ body }, reply) => {
      const { name, probability = 1, seed = 7, subject = null, attributes = {} } = body
      this.faults.push({ name, probability, seed, subject, attributes })
      return reply.code(201).send(this.faults.at(-1))
    })
    this.app.delete<{ Params: { name: string } }>("/sim/faults/:name", async (request, reply) => {
      this.faults = this.faults.filter(({ name }) => name !== request.params.name)
      return reply.code(204).send()
    })
    for (const path of ["/sim/faults", "/sim/history"]) {
      this.app.delete(path, async (_request, reply) => {
        this.faults = []
        return reply.code(204).send()
      })
    }
  }
}
