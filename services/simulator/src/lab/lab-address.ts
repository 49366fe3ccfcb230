import { createLogger, type App } from "@gir/service-kit"
import { noFaults, type Clock } from "@gir/sim"
import { buildControl } from "../installation/control.ts"
import { readSecret } from "../installation/secrets.ts"
import { LOOPBACK } from "../installation/service-table.ts"
import { noWalkDesk } from "../scenario/step/walk-desk.ts"
import { walkRoutes } from "../scenario/step/walk-routes.ts"
import type { Stage } from "../scenario/world/stage.ts"
import type { LabDesk } from "./lab-desk.ts"
import { labRoutes } from "./lab-routes.ts"

interface LabAddressOptions {
  readonly stage: Stage
  readonly desk: LabDesk
  readonly port: number
  /** Where the paths of a user's own lab files begin. */
  readonly folder: string
  readonly clock: Clock
}

/** Listens for `gir lab` and for the console's lab panel. */
export async function openLabAddress(options: LabAddressOptions): Promise<App> {
  const { stage, desk, port, folder, clock } = options
  const { supervisor, secrets } = stage.installation
  const control = buildControl({
    supervisor,
    serviceToken: await readSecret(secrets.serviceTokenFile),
    context: {
      name: "gir",
      clock,
      faults: noFaults,
      logger: createLogger({ name: "gir", level: "error" }),
    },
    addresses: (app) => {
      labRoutes(app, { desk, folder })
      walkRoutes(app, noWalkDesk)
    },
  })
  await control.listen({ host: LOOPBACK, port })
  return control
}
