import { ScreenRecordingCertificates } from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** Interaction Recording Web Services, as far as GAX needs it. */
export interface RwsClient {
  /** @returns the PEM certificates that screens are encrypted to. */
  screenCertificates(): Promise<string[]>
  assignScreenCertificates(certificates: readonly string[]): Promise<void>
}

export function rwsClient(http: HttpClient, contactCenterId: string): RwsClient {
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
  }
}
