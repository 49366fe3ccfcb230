import type { CallDescription, MediaReceipt } from "@gir/contracts"
import type { IvrProfile } from "@gir/ivr-profile"
import type { CallFacts } from "./store-call.ts"

export interface DescribeCallOptions {
  readonly profile: IvrProfile
  readonly media: MediaReceipt
  /** Name of the Media Control Platform that recorded the call. */
  readonly mcp: string
}

/** What the Recording Processor needs to know of a recorded call. */
export function describeCall(
  call: CallFacts,
  { profile, media, mcp }: DescribeCallOptions,
): CallDescription {
  return {
    recordingId: call.recordingId,
    callerPhoneNumber: call.callerPhoneNumber,
    dialedPhoneNumber: call.dialedPhoneNumber,
    agentId: call.agentId,
    connectionId: call.connectionId,
    tenant: profile.tenant,
    ivrProfileDbid: profile.dbid,
    ivrProfileName: profile.name,
    ivrProfileVersion: profile.version,
    mcp,
    startTime: media.startTime,
    stopTime: media.stopTime,
  }
}
