import {
  type Account,
  AccountList,
  AuditPage,
  type AuditQuery,
  type CertificateSummary,
  CertificateSummaryList,
  type CertificateUpload,
  type Credentials,
  KeystoreCensus,
  KeystoreCertificate,
  PlaybackToken,
  Session,
  UploadedCertificate,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"
import { queryText } from "./query-text.ts"

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
  /**
   * @param confirmLoss the recordings that are given up with the key.
   * @throws ERR_RCS_CERTIFICATE_NOT_FOUND, ERR_RCS_KEY_STILL_NEEDED
   */
  remove(sessionId: string, certificateId: string, confirmLoss?: number): Promise<void>
  /** How many recordings need which key. */
  census(sessionId: string): Promise<KeystoreCensus>
  /** Users and their privileges. */
  accounts(sessionId: string): Promise<Account[]>
  audit(sessionId: string, query: AuditQuery): Promise<AuditPage>
  /** A right to play one media file, for a player that goes to RCS itself. */
  playbackToken(sessionId: string, mediaId: string): Promise<PlaybackToken>
}

export function rcsClient(http: HttpClient): RcsClient {
  return {
    ...sessionCalls(http),
    ...certificateCalls(http),
    census: (sessionId) =>
      http.request({ method: "GET", path: "/census", schema: KeystoreCensus, ...as(sessionId) }),
    accounts: (sessionId) =>
      http.request({ method: "GET", path: "/users", schema: AccountList, ...as(sessionId) }),
    audit: (sessionId, query) => {
      const path = `/audit${queryText(query)}`
      return http.request({ method: "GET", path, schema: AuditPage, ...as(sessionId) })
    },
    playbackToken: (sessionId, mediaId) =>
      http.request({
        method: "POST",
        path: "/playback-tokens",
        body: { mediaId },
        schema: PlaybackToken,
        ...as(sessionId),
      }),
  }
}

function sessionCalls(http: HttpClient): Pick<RcsClient, "logIn" | "logOut"> {
  return {
    logIn: (credentials) =>
      http.request({ method: "POST", path: "/sessions", body: credentials, schema: Session }),
    logOut: async (sessionId) => {
      const path = `/sessions/${encodeURIComponent(sessionId)}`
      await http.request({ method: "DELETE", path, ...as(sessionId) })
    },
  }
}

function certificateCalls(
  http: HttpClient,
): Pick<RcsClient, "certificates" | "certificate" | "upload" | "remove"> {
  return {
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
    remove: async (sessionId, certificateId, confirmLoss) => {
      const path = `/certificates/${certificateId}${queryText({ confirmLoss })}`
      await http.request({ method: "DELETE", path, ...as(sessionId) })
    },
  }
}

function as(sessionId: string) {
  return { headers: { "x-rcs-session": sessionId } }
}
