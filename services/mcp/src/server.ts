import { runService } from "@gir/service-kit"
import { buildMcp, readMcpConfig } from "./app.ts"

await runService("mcp", { readConfig: readMcpConfig, build: buildMcp })
