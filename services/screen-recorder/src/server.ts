import { runService } from "@gir/service-kit"
import { buildScreenRecorder, readScreenRecorderConfig } from "./app.ts"

await runService("screen-recorder", {
  readConfig: readScreenRecorderConfig,
  build: buildScreenRecorder,
})
