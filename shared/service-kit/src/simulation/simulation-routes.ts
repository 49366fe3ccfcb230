import {
  NewSimFault,
  SimClockAdvance,
  SimClockChange,
  type SimClock,
  type SimFault,
  type SimHistory,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { Type } from "typebox"
import { createService } from "../create-service.ts"
import { requireServiceToken } from "../credentials.ts"
import type { App, ServiceContext } from "../service.ts"
import type { SimulationControl } from "./open-simulation.ts"

export interface BuildSimulationOptions {
  readonly control: SimulationControl
  readonly serviceToken: string
  readonly context: ServiceContext
}

const FaultParams = Type.Object({ name: Type.String({ maxLength: 512 }) })

/**
 * The management port of one node: its clock and its faults. It answers nobody without the service
 * token, not even whether it is alive.
 */
export function buildSimulation({ control, serviceToken, context }: BuildSimulationOptions): App {
  const app = createService(context)
  app.addHook("onRequest", requireServiceToken(serviceToken))
  clockRoutes(app, control)
  faultRoutes(app, control)
  historyRoutes(app, control)
  return app
}

function clockRoutes(app: App, { clock, save }: SimulationControl): void {
  const shown = (): SimClock => ({
    now: clock.now().toISOString(),
    mode: clock.state().mode,
    skewMs: clock.skewMs(),
  })
  const changed = (): SimClock => {
    save()
    return shown()
  }
  app.get("/sim/clock", async () => shown())
  app.put("/sim/clock", { schema: { body: SimClockChange } }, async ({ body }) => {
    changeClock(clock, body)
    return changed()
  })
  app.post("/sim/clock/advance", { schema: { body: SimClockAdvance } }, async ({ body }) => {
    clock.advance(body.ms)
    return changed()
  })
  app.delete("/sim/clock", async () => {
    clock.reset()
    return changed()
  })
}

function changeClock(
  clock: SimulationControl["clock"],
  { now, skewMs, isFrozen }: SimClockChange,
): void {
  if (now !== undefined && skewMs !== undefined) {
    throw new GirError("ERR_SIM_CLOCK", "now and skewMs cannot both be set")
  }
  // In one go: a clock that ran from `now` on would stop a moment later.
  if (now !== undefined && isFrozen === true) return clock.freeze(new Date(now))
  if (now !== undefined) clock.set(new Date(now))
  else if (skewMs !== undefined) clock.skew(skewMs)
  else if (isFrozen === false) clock.set(clock.now())
  if (isFrozen === true) clock.freeze()
}

function faultRoutes(app: App, { faults, save }: SimulationControl): void {
  app.get("/sim/faults", async (): Promise<SimFault[]> => faults.list())
  app.post("/sim/faults", { schema: { body: NewSimFault } }, async ({ body }, reply) => {
    const added: SimFault = faults.add(body)
    save()
    return reply.code(201).send(added)
  })
  app.delete("/sim/faults/:name", { schema: { params: FaultParams } }, async (request, reply) => {
    const { name } = request.params
    if (!faults.remove(name)) throw new GirError("ERR_SIM_FAULT_UNKNOWN", `${name} is not on`)
    save()
    return reply.code(204).send()
  })
  app.delete("/sim/faults", async (_request, reply) => {
    faults.reset()
    save()
    return reply.code(204).send()
  })
}

function historyRoutes(app: App, { faults, clearHistory }: SimulationControl): void {
  app.get("/sim/history", async (): Promise<SimHistory> => ({
    isFull: faults.isHistoryFull(),
    events: faults.history(),
  }))
  app.delete("/sim/history", async (_request, reply) => {
    clearHistory()
    return reply.code(204).send()
  })
}
