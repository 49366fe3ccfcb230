import { runService } from "@gir/service-kit"
import { buildRecordingProcessor, readRecordingProcessorConfig } from "./app.ts"

await runService("recording-processor", {
  readConfig: readRecordingProcessorConfig,
  build: buildRecordingProcessor,
})
