import { RecordingMetadata, validate } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { describeRecording } from "../src/describe-recording.ts"
import { recordedCall } from "./recorded-call.ts"

describe("the metadata of a recorded call", () => {
  const payload = recordedCall(1)
  const metadata = describeRecording(payload)
  const [file] = metadata.mediaFiles

  it("fit the schema that Interaction Recording Web Services expect", () => {
    expect(validate(RecordingMetadata, metadata, "metadata")).toBe(metadata)
  })

  it("carry the call's numbers and times, under the call's id", () => {
    expect(metadata).toMatchObject({
      id: payload.call.recordingId,
      callerPhoneNumber: "5551234",
      dialedPhoneNumber: "8001000",
      startTime: "2026-12-01T10:00:00.000Z",
      stopTime: "2026-12-01T10:00:12.523Z",
    })
  })

  it("describe one media file whose numbers are text, in milliseconds and clear bytes", () => {
    expect(metadata.mediaFiles).toHaveLength(1)
    expect(file).toMatchObject({
      mediaId: `${payload.call.recordingId}-call`,
      callUUID: payload.call.recordingId,
      type: "audio/mp3",
      duration: "12523",
      size: "199296",
      tenant: "Environment",
      ivrprofile: "CallRecProfile",
      playPath: `/recordings/${payload.call.recordingId}/play/${payload.call.recordingId}-call.mp3`,
      mediaPath: `/${payload.media.storageKey}`,
    })
  })

  it("carry the call's data among the parameters, all of them text", () => {
    expect(file?.parameters).toEqual({
      dnis: "8001000",
      ani: "5551234",
      connId: "00770234e5a1",
      dateTime: "2026-12-01T10:00:00.000Z",
      recordDN: "8001000",
      agentId: "anthony",
      mcp: "mcp-1",
      ivrProfileDbid: "101",
      ivrProfileVersion: "7",
    })
  })

  it("hand the receipt on unchanged, and know no address for a player", () => {
    expect(file?.receipt).toEqual(payload.media)
    expect(file).not.toHaveProperty("mediaUri")
  })

  it("begin the history with the recording itself", () => {
    expect(metadata.eventHistory).toEqual([
      { event: "recorded", occurredAt: "2026-12-01T10:00:12.523Z" },
    ])
  })
})
