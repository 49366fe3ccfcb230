import { CertificateIds, IvrProfileParams, RecordingCertificateRemoval } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { deployCertificates } from "./deploy-certificates.ts"
import { recordingCertificateRows } from "./recording-certificate-rows.ts"
import { removeRecordingCertificates } from "./remove-recording-certificates.ts"

/** Configuration Manager > Voice Platform Profiles, and the Recording tab's certificates. */
export function ivrProfileRoutes(app: App, parts: GaxParts): void {
  const { sessions, peers } = parts
  const params = IvrProfileParams
  const url = "/ivr-profiles/:dbid/recording-certificates"

  app.get("/ivr-profiles", async () => peers.configServer.profiles())

  app.get(url, { schema: { params } }, async (request) => {
    const { options } = await peers.configServer.profile(request.params.dbid)
    return recordingCertificateRows(options)
  })

  app.post(url, { schema: { params, body: CertificateIds } }, async (request) => {
    const session = sessions.of(request)
    const { dbid } = request.params
    const { certificateIds } = request.body
    const profile = await deployCertificates({ dbid, certificateIds }, { ...parts, session })
    return recordingCertificateRows(profile.options)
  })

  app.delete(url, { schema: { params, body: RecordingCertificateRemoval } }, async (request) => {
    const { dbid } = request.params
    const { certificateIds, options = [] } = request.body
    const ids = [...certificateIds, ...options]
    const profile = await removeRecordingCertificates({ dbid, ids }, parts)
    return recordingCertificateRows(profile.options)
  })
}
