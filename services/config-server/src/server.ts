import { runService } from "@gir/service-kit"
import { buildConfigServer, readConfigServerConfig } from "./app.ts"

await runService("config-server", { readConfig: readConfigServerConfig, build: buildConfigServer })
