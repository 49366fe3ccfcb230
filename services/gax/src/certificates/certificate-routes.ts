import { CertificateId, CertificatePreviewRequest, CertificateUpload } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { deleteCertificate } from "./delete-certificate.ts"
import { listCertificates } from "./list-certificates.ts"
import { previewCertificate } from "./preview-certificate.ts"
import { uploadCertificate } from "./upload-certificate.ts"

/** Administration > Certificates: the Recording Certificates and Upload Certificate panels. */
export function certificateRoutes(app: App, parts: GaxParts): void {
  const { sessions } = parts

  app.get("/certificates", async (request) => listCertificates(sessions.of(request), parts))

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
    { schema: { params: CertificateId } },
    async (request, reply) => {
      const session = sessions.of(request)
      await deleteCertificate(request.params.certificateId, { ...parts, session })
      return reply.code(204).send()
    },
  )
}
