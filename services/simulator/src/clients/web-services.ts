import {
  DEFAULT_CONTACT_CENTER_ID,
  MediaUri,
  RecordingList,
  RecordingMetadata,
  type DecryptUriPrefix,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** Interaction Recording Web Services, as the operator uses them. */
export interface WebServicesClient {
  /** Seed: "Setting up the Decryption Proxy". */
  setDecryptUriPrefix(setting: Omit<DecryptUriPrefix, "name">): Promise<void>
  /** @throws ERR_NOT_FOUND */
  recording(recordingId: string): Promise<RecordingMetadata>
  /** Every recording, newest first, fetched page by page. */
  recordings(): AsyncGenerator<RecordingMetadata>
  /** @throws ERR_RWS_NO_DECRYPT_URI when no decrypt-uri-prefix serves the node's location. */
  mediaUri(recordingId: string, mediaId: string): Promise<string>
}

const OPS = `/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}`
const ANY = encodeURIComponent("*")

export function webServicesClient(http: HttpClient): WebServicesClient {
  return {
    setDecryptUriPrefix: async (setting) => {
      await http.request({
        method: "POST",
        path: `${OPS}/settings/screen-recording`,
        body: { name: "decrypt-uri-prefix", ...setting },
      })
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
