import {
  DEFAULT_CONTACT_CENTER_ID,
  MediaUri,
  RecordingList,
  RecordingMetadata,
  ScreenRecordingCertificates,
  ScreenRecordingSettingList,
  type DecryptUriPrefix,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** Interaction Recording Web Services, as the operator uses them. */
export interface WebServicesClient {
  /** Seed: "Setting up the Decryption Proxy". */
  setDecryptUriPrefix(setting: Omit<DecryptUriPrefix, "name">): Promise<void>
  /** @throws ERR_RWS_SETTING_NOT_FOUND */
  deleteDecryptUriPrefix(location: string): Promise<void>
  /** @returns every decrypt-uri-prefix: a location, and the RCS that plays there. */
  decryptUriPrefixes(): Promise<DecryptUriPrefix[]>
  /** @returns the PEM texts that screens are encrypted to. */
  screenCertificates(): Promise<string[]>
  assignScreenCertificates(certificates: readonly string[]): Promise<void>
  /** @throws ERR_RWS_NOTHING_TO_MUX */
  requestMux(recordingId: string): Promise<void>
  /** Its metadata and its objects. */
  deleteRecording(recordingId: string): Promise<void>
  /** @throws ERR_NOT_FOUND */
  recording(recordingId: string): Promise<RecordingMetadata>
  /** Every recording, newest first, fetched page by page. */
  recordings(): AsyncGenerator<RecordingMetadata>
  /** @throws ERR_RWS_NO_DECRYPT_URI when no decrypt-uri-prefix serves the node's location. */
  mediaUri(recordingId: string, mediaId: string): Promise<string>
}

const OPS = `/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}`
const SETTINGS = `${OPS}/settings/screen-recording`
const ENCRYPTION = `${OPS}/settings/screen-recording-encryption`
const ANY = encodeURIComponent("*")

export function webServicesClient(http: HttpClient): WebServicesClient {
  return {
    setDecryptUriPrefix: async (setting) => {
      await http.request({
        method: "POST",
        path: SETTINGS,
        body: { name: "decrypt-uri-prefix", ...setting },
      })
    },
    deleteDecryptUriPrefix: async (location) => {
      const path = `${SETTINGS}?location=${encodeURIComponent(location)}`
      await http.request({ method: "DELETE", path, body: { name: "decrypt-uri-prefix" } })
    },
    decryptUriPrefixes: async () => {
      const schema = ScreenRecordingSettingList
      const { settings } = await http.request({ method: "GET", path: SETTINGS, schema })
      return settings.filter((setting) => setting.name === "decrypt-uri-prefix")
    },
    screenCertificates: async () => {
      const schema = ScreenRecordingCertificates
      return (await http.request({ method: "GET", path: ENCRYPTION, schema })).certificates
    },
    assignScreenCertificates: async (certificates) => {
      await http.request({ method: "PUT", path: ENCRYPTION, body: { certificates } })
    },
    requestMux: async (recordingId) => {
      await http.request({ method: "POST", path: `/api/v2/recordings/${recordingId}/mux` })
    },
    deleteRecording: async (recordingId) => {
      await http.request({ method: "DELETE", path: `${OPS}/recordings/${recordingId}` })
    },
    recording: (recordingId) =>
      http.request({
        method: "GET",
        path: `/api/v2/recordings/${recordingId}`,
        schema: RecordingMetadata,
      }),
    recordings: () => allRecordings(http),
    mediaUri: async (recordingId, mediaId) => {
      const answer = await http.request({
        method: "GET",
        path: `/api/v2/recordings/${recordingId}/media/${mediaId}/uri`,
        schema: MediaUri,
      })
      return answer.mediaUri
    },
  }
}

async function* allRecordings(http: HttpClient): AsyncGenerator<RecordingMetadata> {
  let after = ""
  for (;;) {
    const page = await http.request({
      method: "GET",
      path: `/api/v2/recordings?callerPhoneNumber=${ANY}${after}`,
      schema: RecordingList,
    })
    yield* page.recordings
    if (page.next === null) return
    after = `&after=${encodeURIComponent(page.next)}`
  }
}
