import {
  CertificateSummary,
  KeystoreCensus,
  PlaybackToken,
  RcsStatus,
  Session,
  type CertificateUpload,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"
import { Type } from "typebox"
import type { Readable } from "node:stream"
import type { Administrator } from "../installation/secrets.ts"

/** One Recording Crypto Server of several, as its own site's administrator and players use it. */
export interface RcsNodeClient {
  status(): Promise<RcsStatus>
  certificates(): Promise<CertificateSummary[]>
  census(): Promise<KeystoreCensus>
  /** Into this RCS's own keystore. */
  upload(upload: CertificateUpload): Promise<void>
  /** @throws whatever RCS answers instead of media. */
  play(mediaId: string): Promise<Readable>
}

export function rcsNodeClient(http: HttpClient, administrator: Administrator): RcsNodeClient {
  return {
    status: () => http.request({ method: "GET", path: "/status", schema: RcsStatus }),
    certificates: () =>
      http.request({
        method: "GET",
        path: "/certificates",
        schema: Type.Array(CertificateSummary),
      }),
    census: () => http.request({ method: "GET", path: "/census", schema: KeystoreCensus }),
    upload: async (upload) => {
      const { sessionId } = await http.request({
        method: "POST",
        path: "/sessions",
        body: administrator,
        schema: Session,
      })
      const headers = { "x-rcs-session": sessionId }
      await http.request({ method: "POST", path: "/certificates", body: upload, headers })
      await http.request({ method: "DELETE", path: `/sessions/${sessionId}` })
    },
    play: async (mediaId) => {
      const { token } = await http.request({
        method: "POST",
        path: "/playback-tokens",
        body: { mediaId },
        schema: PlaybackToken,
      })
      const headers = { authorization: `Bearer ${token}` }
      const path = `/rcs/media/${mediaId}`
      return (await http.stream({ method: "GET", path, headers })).body
    },
  }
}
