import { describeMediaFile, type ProcessRecording, type RecordingMetadata } from "@gir/contracts"

/**
 * Completes the metadata of a recorded call, in the shape in which the real product returns it:
 * one media file, its sizes and durations as text, the call's data among its parameters.
 */
export function describeRecording({ call, media }: ProcessRecording): RecordingMetadata {
  const file = describeMediaFile(media, {
    recordingId: call.recordingId,
    tenant: call.tenant,
    ivrProfileName: call.ivrProfileName,
    parameters: {
      dnis: call.dialedPhoneNumber,
      ani: call.callerPhoneNumber,
      connId: call.connectionId,
      dateTime: call.startTime,
      // The number at which the recording was made; a routed call has it in common with the DNIS.
      recordDN: call.dialedPhoneNumber,
      agentId: call.agentId,
      // Beyond the real product's fields: which recorder, under which state of the IVR Profile.
      mcp: call.mcp,
      ivrProfileDbid: String(call.ivrProfileDbid),
      ivrProfileVersion: String(call.ivrProfileVersion),
    },
  })
  return {
    id: call.recordingId,
    callerPhoneNumber: call.callerPhoneNumber,
    dialedPhoneNumber: call.dialedPhoneNumber,
    startTime: call.startTime,
    stopTime: call.stopTime,
    mediaFiles: [file],
    eventHistory: [{ event: "recorded", occurredAt: call.stopTime }],
  }
}
