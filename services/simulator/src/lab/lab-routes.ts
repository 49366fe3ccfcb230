import type { LabSummary } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { Static } from "typebox"
import { findLab, shippedLabs } from "./find-lab.ts"
import type { LabDesk } from "./lab-desk.ts"
import { LabActions, LabStart } from "./lab-wire.ts"
import type { Lab } from "./lab.ts"
import { readAction } from "./read-action.ts"

interface LabRoutesOptions {
  readonly desk: LabDesk
  /** Where the paths of a user's own lab files begin. */
  readonly folder: string
}

/** The lab of an installation, for `gir lab` and for a panel beside the console's screens. */
export function labRoutes(routes: App, { desk, folder }: LabRoutesOptions): void {
  routes.get("/labs", async () => (await shippedLabs()).map(summaryOf))
  routes.get("/lab", () => desk.bench())
  routes.put("/lab", { schema: { body: LabStart } }, async (request) => {
    const { lab, seed } = request.body as Static<typeof LabStart>
    return (await desk.start(await findLab(lab, folder), seed)).status()
  })
  routes.post("/lab/actions", { schema: { body: LabActions } }, (request) => {
    const { actions } = request.body as Static<typeof LabActions>
    return desk.current().act(actions.map(readAction))
  })
  routes.post("/lab/check", () => desk.current().check())
  routes.post("/lab/hint", () => desk.current().hint())
  routes.post("/lab/solve", () => desk.current().solve())
  routes.post("/lab/reset", async () => {
    await desk.current().reset()
    return desk.current().status()
  })
}

function summaryOf({ name, number, title, goal, proves, tasks, causes }: Lab): LabSummary {
  return { name, number, title, goal, proves, tasks: tasks.length, causes: causes.length }
}
