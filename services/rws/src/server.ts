import { runService } from "@gir/service-kit"
import { buildRws, readRwsConfig } from "./app.ts"

await runService("rws", { readConfig: readRwsConfig, build: buildRws })
