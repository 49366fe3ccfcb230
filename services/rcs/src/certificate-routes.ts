import { CertificateId, CertificateUpload, DeleteCertificateQuery } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { ADMINISTRATION } from "./authorization.ts"
import { toCertificateSummary, toKeystoreCertificate } from "./certificate-views.ts"
import { deleteCertificate, notHeld } from "./delete-certificate.ts"
import type { RcsParts } from "./parts.ts"
import { uploadCertificate } from "./upload-certificate.ts"

/** Certificate and key of 64 KiB each, with JSON's escapes. */
const UPLOAD_LIMIT_BYTES = 262_144

/** Upload, list, show and delete. Private keys come in here, and never go out. */
export function certificateRoutes(app: App, parts: RcsParts): void {
  const { authorization, keystore, logger } = parts
  // Checked before the body is read: a stranger's key file is nothing to look at.
  const onlyAdministrators = {
    onRequest: async (request: FastifyRequest) => {
      authorization.session(request, ADMINISTRATION)
    },
  }
  const onlyKnown = {
    onRequest: async (request: FastifyRequest) => {
      authorization.sessionOrService(request, "any")
    },
  }

  app.get("/certificates", onlyKnown, async () =>
    (await keystore.entries()).map(({ certificate }) => toCertificateSummary(certificate)),
  )

  app.get(
    "/certificates/:certificateId",
    { ...onlyKnown, schema: { params: CertificateId } },
    async (request) => {
      const { certificateId } = request.params
      const entries = await keystore.entries()
      const entry = entries.find(({ certificate }) => certificate.sha256 === certificateId)
      if (entry === undefined) throw notHeld(certificateId)
      return toKeystoreCertificate(entry.certificate)
    },
  )

  app.post(
    "/certificates",
    { ...onlyAdministrators, bodyLimit: UPLOAD_LIMIT_BYTES, schema: { body: CertificateUpload } },
    async (request, reply) => {
      const { userName } = authorization.session(request, ADMINISTRATION)
      const uploaded = await uploadCertificate(request.body, {
        ...parts,
        weakSignature: parts.config.weakSignature,
        actor: userName,
      })
      const { id, serialNumber, issuerDn } = uploaded.certificate
      const { isNew, notices } = uploaded
      logger.info({ id, serialNumber, issuerDn, isNew, notices }, "certificate uploaded")
      return reply.code(isNew ? 201 : 200).send(uploaded)
    },
  )

  app.delete(
    "/certificates/:certificateId",
    {
      ...onlyAdministrators,
      schema: { params: CertificateId, querystring: DeleteCertificateQuery },
    },
    async (request, reply) => {
      const { userName: actor } = authorization.session(request, ADMINISTRATION)
      const { certificateId } = request.params
      const { confirmLoss } = request.query
      await deleteCertificate({ certificateId, confirmLoss, actor }, parts)
      logger.info({ id: certificateId, confirmLoss }, "certificate deleted")
      return reply.code(204).send()
    },
  )
}
