import { CertificateId, CertificateUpload } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { toCertificateSummary, toKeystoreCertificate } from "./certificate-views.ts"
import type { RcsParts } from "./parts.ts"
import { uploadCertificate } from "./upload-certificate.ts"

/** Certificate and key of 64 KiB each, with JSON's escapes. */
const UPLOAD_LIMIT_BYTES = 262_144
const ADMINISTRATION = "Administration of Recording Certificates and Keys"

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
      const uploaded = await uploadCertificate(request.body, parts)
      const { id, serialNumber, issuerDn } = uploaded.certificate
      const { isNew, notices } = uploaded
      logger.info({ id, serialNumber, issuerDn, isNew, notices }, "certificate uploaded")
      return reply.code(isNew ? 201 : 200).send(uploaded)
    },
  )

  app.delete(
    "/certificates/:certificateId",
    { ...onlyAdministrators, schema: { params: CertificateId } },
    async (request, reply) => {
      const { certificateId } = request.params
      if (!(await keystore.remove(certificateId))) throw notHeld(certificateId)
      logger.info({ id: certificateId }, "certificate deleted")
      return reply.code(204).send()
    },
  )
}

function notHeld(certificateId: string): GirError {
  return new GirError("ERR_RCS_CERTIFICATE_NOT_FOUND", "RCS holds no such certificate", {
    fields: { certificateId },
  })
}
