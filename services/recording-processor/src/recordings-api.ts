import { ContactCenterList, RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"

const CENTERS = "/api/v2/ops/contact-centers"

/** What the Recording Processor asks of Interaction Recording Web Services. */
export interface RecordingsApi {
  /**
   * Saves metadata; the same metadata may be saved again.
   *
   * @returns the recording as it is saved now.
   * @throws ERR_RWS_…, ERR_PROCESSOR_NO_CONTACT_CENTER, ERR_SERVICE_UNAVAILABLE
   */
  save(metadata: RecordingMetadata, signal: AbortSignal): Promise<RecordingMetadata>
}

export function recordingsApi(rws: HttpClient): RecordingsApi {
  let contactCenterId: string | null = null
  return {
    save: async (metadata, signal) => {
      contactCenterId ??= await firstContactCenter(rws)
      return rws.request({
        method: "POST",
        path: `${CENTERS}/${contactCenterId}/recordings`,
        body: metadata,
        schema: RecordingMetadata,
        signal,
      })
    },
  }
}

/** The list holds addresses; the id is the last part of each. */
async function firstContactCenter(rws: HttpClient): Promise<string> {
  const { uris } = await rws.request({ method: "GET", path: CENTERS, schema: ContactCenterList })
  const id = uris[0]?.split("/").at(-1)
  if (id !== undefined && /^[0-9A-Fa-f-]{1,36}$/.test(id)) return id
  throw new GirError("ERR_PROCESSOR_NO_CONTACT_CENTER", "rws lists no contact center")
}
