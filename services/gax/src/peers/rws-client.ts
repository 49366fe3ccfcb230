import type { Readable } from "node:stream"
import {
  type DecryptUriPrefix,
  MediaReceipt,
  MediaUri,
  MuxRequested,
  RecordingList,
  RecordingMetadata,
  type RecordingQuery,
  ScreenRecordingCertificates,
  ScreenRecordingSettingList,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"
import { queryText } from "./query-text.ts"

/** Interaction Recording Web Services, as far as GAX needs it. */
export interface RwsClient {
  /** @returns the PEM certificates that screens are encrypted to. */
  screenCertificates(): Promise<string[]>
  assignScreenCertificates(certificates: readonly string[]): Promise<void>
  decryptUriPrefixes(): Promise<DecryptUriPrefix[]>
  recordings(query: RecordingQuery): Promise<RecordingList>
  /** @throws ERR_NOT_FOUND */
  recording(recordingId: string): Promise<RecordingMetadata>
  /** @throws ERR_NOT_FOUND, ERR_RWS_NO_DECRYPT_URI */
  mediaUri(recordingId: string, mediaId: string): Promise<string>
  requestMux(recordingId: string): Promise<MuxRequested>
  /** @throws ERR_NOT_FOUND */
  receipt(mediaId: string): Promise<MediaReceipt>
  /** @returns the stored bytes `from` up to, and without, `to`. */
  storedBytes(mediaId: string, from: number, to: number): Promise<Readable>
}

export function rwsClient(http: HttpClient, contactCenterId: string): RwsClient {
  return { ...settingCalls(http, contactCenterId), ...recordingCalls(http) }
}

function settingCalls(
  http: HttpClient,
  contactCenterId: string,
): Pick<RwsClient, "screenCertificates" | "assignScreenCertificates" | "decryptUriPrefixes"> {
  const contactCenter = `/api/v2/ops/contact-centers/${encodeURIComponent(contactCenterId)}`
  const path = `${contactCenter}/settings/screen-recording-encryption`
  return {
    screenCertificates: async () => {
      const schema = ScreenRecordingCertificates
      const { certificates } = await http.request({ method: "GET", path, schema })
      return certificates
    },
    assignScreenCertificates: async (certificates) => {
      await http.request({ method: "PUT", path, body: { certificates } })
    },
    decryptUriPrefixes: async () => {
      const { settings } = await http.request({
        method: "GET",
        path: `${contactCenter}/settings/screen-recording`,
        schema: ScreenRecordingSettingList,
      })
      return settings.filter((setting) => setting.name === "decrypt-uri-prefix")
    },
  }
}

function recordingCalls(http: HttpClient): Omit<RwsClient, keyof ReturnType<typeof settingCalls>> {
  return {
    recordings: (query) => {
      const path = `/api/v2/recordings${queryText(query)}`
      return http.request({ method: "GET", path, schema: RecordingList })
    },
    recording: (recordingId) => {
      const path = `/api/v2/recordings/${recordingId}`
      return http.request({ method: "GET", path, schema: RecordingMetadata })
    },
    mediaUri: async (recordingId, mediaId) => {
      const path = `/api/v2/recordings/${recordingId}/media/${mediaId}/uri`
      const { mediaUri } = await http.request({ method: "GET", path, schema: MediaUri })
      return mediaUri
    },
    requestMux: (recordingId) => {
      const path = `/api/v2/recordings/${recordingId}/mux`
      return http.request({ method: "POST", path, schema: MuxRequested })
    },
    receipt: (mediaId) =>
      http.request({ method: "GET", path: `/api/v2/media/${mediaId}`, schema: MediaReceipt }),
    storedBytes: async (mediaId, from, to) => {
      const path = `/api/v2/media/${mediaId}/content`
      const headers = { range: `bytes=${from}-${to - 1}` }
      const { body } = await http.stream({ method: "GET", path, headers })
      return body
    },
  }
}
