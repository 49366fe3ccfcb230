import { GirError } from "@gir/errors"
import { requireServiceToken } from "@gir/service-kit"
import { SERVICE_TOKEN, stub } from "./stub-peers.ts"

/** Whoever restarts processes. */
export class StubSupervisor {
  readonly app = stub("gir")
  readonly restarted: string[] = []
  readonly walkRequests: unknown[] = []
  readonly labRequests: unknown[] = []

  constructor() {
    this.app.addHook("onRequest", requireServiceToken(SERVICE_TOKEN))
    this.app.post<{ Params: { name: string } }>("/nodes/:name/restart", async (request, reply) => {
      this.restarted.push(request.params.name)
      return reply.code(204).send()
    })
    this.#labRoutes()
    this.app.get("/load", async () => ({ load: LOAD }))
    this.app.get("/scenarios", async () => [SCENARIO])
    this.app.get("/scenario-walk", async () => ({ walk: null, canBegin: true }))
    this.app.post("/scenario-walk", async (request, reply) => {
      this.walkRequests.push(request.body)
      return reply.code(204).send()
    })
    this.app.post("/scenario-walk/commands", async () => {
      throw new GirError("ERR_CONFLICT", "the rehearsal is at work")
    })
    this.app.delete("/scenario-walk", async (_request, reply) => {
      this.walkRequests.push("end")
      return reply.code(204).send()
    })
  }

  #labRoutes(): void {
    const { app, labRequests } = this
    const report = { lab: "rotate", isSolved: true, tasks: [], mistakes: [], why: "Both keys." }
    app.get("/labs", async () => [LAB])
    app.get("/lab", async () => ({ lab: null, starting: null, canStart: true }))
    app.put("/lab", async ({ body }) => {
      labRequests.push(body)
      return LAB_STATUS
    })
    for (const what of ["check", "hint", "solve", "reset"]) {
      app.post(`/lab/${what}`, async () => {
        labRequests.push(what)
        if (what === "hint") throw new GirError("ERR_LAB_BROKEN", "no lab is open")
        if (what === "reset") return LAB_STATUS
        const done = { actions: [], refusals: [], mistakes: [] }
        return what === "check" ? report : { cause: null, done, report }
      })
    }
  }
}

export const LOAD = {
  profile: "smoke",
  phase: "load",
  elapsedMs: 2_000,
  totalMs: 60_000,
  calls: { offered: 20, stored: 17, refused: 1, failed: 0, underWay: 2 },
  proved: 0,
  latencies: [{ metric: "record_durable", p50Ms: 41.2, p95Ms: 80, p99Ms: null }],
  seconds: [{ second: 0, offered: 10, stored: 9 }],
}

export const SCENARIO = {
  name: "planned-rotation",
  number: 1,
  title: "Planned rotation with overlap, complete; and rollback",
  proves: "keep your old certificates",
  basis: ["D"],
  steps: 4,
}

export const LAB = {
  name: "rotate",
  number: 3,
  title: "Rotate with nothing lost",
  goal: "Every old call still plays.",
  proves: "keep your old certificates",
  tasks: 2,
  causes: 1,
}

const LAB_STATUS = {
  lab: "rotate",
  number: 3,
  title: LAB.title,
  goal: LAB.goal,
  proves: LAB.proves,
  seed: 1,
  found: "Two calls were recorded with A.",
  tasks: [],
  isSolved: false,
  why: null,
  report: null,
  actions: 0,
  resets: 0,
  resetMs: 1_200,
  startedAt: "2026-11-24T10:00:00.000Z",
}
