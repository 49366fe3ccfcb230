import { runService } from "@gir/service-kit"
import { buildRcs, readRcsConfig } from "./app.ts"

await runService("rcs", { readConfig: readRcsConfig, build: buildRcs })
