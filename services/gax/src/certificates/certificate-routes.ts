import {
  CertificateId,
  CertificatePreviewRequest,
  CertificateUpload,
  DeleteCertificateQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { certificateFreshness } from "./certificate-freshness.ts"
import { deleteCertificate } from "./delete-certificate.ts"
import { listCertificates } from "./list-certificates.ts"
import { previewCertificate } from "./preview-certificate.ts"
import { uploadCertificate } from "./upload-certificate.ts"

/** Administration > Certificates, as everybody with a privilege sees it. */
export function certificateViewRoutes(app: App, parts: GaxParts): void {
  const { sessions, peers } = parts

  app.get("/certificates", async (request) => listCertificates(sessions.of(request), parts))

  app.get("/certificates/freshness", async (request) =>
    certificateFreshness(sessions.of(request), parts),
  )

  app.get("/census", async (request) => peers.rcs.census(sessions.of(request).rcsSessionId))
}

/** Administration > Certificates: Upload Certificate, and Delete. */
export function certificateRoutes(app: App, parts: GaxParts): void {
  const { sessions } = parts

  app.post(
    "/certificates/preview",
    { schema: { body: CertificatePreviewRequest } },
    async (request) => previewCertificate(request.body),
  )

  app.post("/certificates", { schema: { body: CertificateUpload } }, async (request, reply) => {
    const uploaded = await uploadCertificate(request.body, {
      ...parts,
      session: sessions.of(request),
    })
    return reply.code(uploaded.isNew ? 201 : 200).send(uploaded)
  })

  app.delete(
    "/certificates/:certificateId",
    { schema: { params: CertificateId, querystring: DeleteCertificateQuery } },
    async (request, reply) => {
      const deletion = { ...request.params, ...request.query }
      await deleteCertificate(deletion, { ...parts, session: sessions.of(request) })
      return reply.code(204).send()
    },
  )
}
