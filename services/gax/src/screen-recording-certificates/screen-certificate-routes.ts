import { CertificateIds } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { certificateSummary } from "../certificates/certificate-summary.ts"
import type { GaxParts } from "../gax-parts.ts"
import { assignScreenCertificates } from "./assign-screen-certificates.ts"

/** Administration > Screen Recording Certificates. */
export function screenCertificateRoutes(app: App, parts: GaxParts): void {
  const { sessions, peers } = parts

  app.get("/screen-recording-certificates", async () => {
    const assigned = await peers.rws.screenCertificates()
    return assigned.map(certificateSummary)
  })

  app.put(
    "/screen-recording-certificates",
    { schema: { body: CertificateIds } },
    async (request) => {
      const session = sessions.of(request)
      const assigned = await assignScreenCertificates(request.body.certificateIds, {
        ...parts,
        session,
      })
      return assigned.map(certificateSummary)
    },
  )
}
