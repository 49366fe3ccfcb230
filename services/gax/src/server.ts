import { runService } from "@gir/service-kit"
import { buildGax, readGaxConfig } from "./app.ts"

await runService("gax", { readConfig: readGaxConfig, build: buildGax })
