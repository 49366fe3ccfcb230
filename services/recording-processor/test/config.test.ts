import { describe, expect, it } from "vitest"
import { readRecordingProcessorConfig } from "../src/app.ts"

describe("the settings of the Recording Processor", () => {
  it("name everything that is missing at once", () => {
    expect(() => readRecordingProcessorConfig({})).toThrowError(
      /GIR_DATABASE_URL.*GIR_STORAGE_DESTINATION.*GIR_RWS_URL.*GIR_SERVICE_TOKEN_FILE/s,
    )
  })

  it.each(["0", "65", "many"])("refuse %s as the number of jobs at a time", (number) => {
    expect(() =>
      readRecordingProcessorConfig({ GIR_RECORDING_PROCESSOR_CONCURRENCY: number }),
    ).toThrowError(/GIR_RECORDING_PROCESSOR_CONCURRENCY/)
  })
})
