import { runService } from "@gir/service-kit"
import { buildMuxer, readMuxerConfig } from "./app.ts"

await runService("muxer", { readConfig: readMuxerConfig, build: buildMuxer })
