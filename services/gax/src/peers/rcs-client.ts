import {
  type CertificateSummary,
  CertificateSummaryList,
  type CertificateUpload,
  type Credentials,
  KeystoreCertificate,
  Session,
  UploadedCertificate,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/**
 * The Recording Crypto Server, used with a person's session there. Each method but `logIn` throws
 * ERR_RCS_NOT_AVAILABLE when RCS does not know the session. Seed: "RCS is not available".
 */
export interface RcsClient {
  /** @throws ERR_RCS_LOGIN_FAILED */
  logIn(credentials: Credentials): Promise<Session>
  /** Ends a session; one that RCS does not know any more has ended. */
  logOut(sessionId: string): Promise<void>
  certificates(sessionId: string): Promise<CertificateSummary[]>
  /** @throws ERR_RCS_CERTIFICATE_NOT_FOUND */
  certificate(sessionId: string, certificateId: string): Promise<KeystoreCertificate>
  upload(sessionId: string, upload: CertificateUpload): Promise<UploadedCertificate>
  /** @throws ERR_RCS_CERTIFICATE_NOT_FOUND */
  remove(sessionId: string, certificateId: string): Promise<void>
}

export function rcsClient(http: HttpClient): RcsClient {
  const as = (sessionId: string) => ({ headers: { "x-rcs-session": sessionId } })
  return {
    logIn: (credentials) =>
      http.request({ method: "POST", path: "/sessions", body: credentials, schema: Session }),
    logOut: async (sessionId) => {
      const path = `/sessions/${encodeURIComponent(sessionId)}`
      await http.request({ method: "DELETE", path, ...as(sessionId) })
    },
    certificates: (sessionId) =>
      http.request({
        method: "GET",
        path: "/certificates",
        schema: CertificateSummaryList,
        ...as(sessionId),
      }),
    certificate: (sessionId, certificateId) =>
      http.request({
        method: "GET",
        path: `/certificates/${certificateId}`,
        schema: KeystoreCertificate,
        ...as(sessionId),
      }),
    upload: (sessionId, upload) =>
      http.request({
        method: "POST",
        path: "/certificates",
        body: upload,
        schema: UploadedCertificate,
        ...as(sessionId),
      }),
    remove: async (sessionId, certificateId) => {
      const path = `/certificates/${certificateId}`
      await http.request({ method: "DELETE", path, ...as(sessionId) })
    },
  }
}
