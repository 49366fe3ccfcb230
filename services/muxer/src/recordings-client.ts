import {
  MediaReceipt,
  RecordingMetadata,
  type MediaReceipt as Receipt,
  type RecordingEvent,
  type RecordingMetadata as Recording,
} from "@gir/contracts"
import { httpClient } from "@gir/service-kit"

/** What the muxer asks of Interaction Recording Web Services. */
export interface RecordingsClient {
  /** @throws ERR_NOT_FOUND, ERR_RWS_RECORDING_DELETED, ERR_SERVICE_UNAVAILABLE. */
  recording(recordingId: string): Promise<Recording>
  /** @returns the receipt that won: another one when another muxer was first. */
  addMediaFile(recordingId: string, receipt: Receipt): Promise<Receipt>
  addEvent(recordingId: string, event: RecordingEvent): Promise<void>
  /** @throws ERR_SERVICE_UNAVAILABLE */
  check(): Promise<void>
  close(): Promise<void>
}

export interface RecordingsClientOptions {
  readonly rwsUrl: string
  readonly serviceToken: string
  readonly contactCenterId: string
}

export function recordingsClient(options: RecordingsClientOptions): RecordingsClient {
  const { rwsUrl, serviceToken, contactCenterId } = options
  const client = httpClient({ baseUrl: rwsUrl, authorization: () => `Bearer ${serviceToken}` })
  const ops = `/api/v2/ops/contact-centers/${encodeURIComponent(contactCenterId)}/recordings`
  return {
    recording: (recordingId) =>
      client.request({
        method: "GET",
        path: `/api/v2/recordings/${recordingId}`,
        schema: RecordingMetadata,
      }),
    addMediaFile: (recordingId, receipt) =>
      client.request({
        method: "POST",
        path: `${ops}/${recordingId}/media-files`,
        body: receipt,
        schema: MediaReceipt,
      }),
    addEvent: async (recordingId, event) => {
      await client.request({ method: "POST", path: `${ops}/${recordingId}/events`, body: event })
    },
    check: async () => {
      await client.request({ method: "GET", path: "/livez" })
    },
    close: () => client.close(),
  }
}
