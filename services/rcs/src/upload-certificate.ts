import type { CertificateUpload, UploadedCertificate } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import {
  assertKeyMatches,
  assertRecordingCertificate,
  openPrivateKey,
  parseCertificate,
  validateChain,
  type Certificate,
} from "@gir/x509"
import type { CaStore } from "./ca-store.ts"
import { toKeystoreCertificate } from "./certificate-views.ts"
import type { Keystore } from "./keystore.ts"
import type { RcsRecords } from "./records/rcs-records.ts"

export interface UploadDeps extends Pick<RcsRecords, "audit"> {
  /** Who does it, for the audit. */
  readonly actor: string
  readonly keystore: Keystore
  readonly caStore: CaStore
  readonly clock: Clock
}

/**
 * Takes a recording certificate and its private key into the keystore. Seed: "To upload a new
 * certificate".
 *
 * @throws ERR_X509_… when one of the two files is not usable or they do not belong together,
 * ERR_RCS_CERTIFICATE_UNTRUSTED, ERR_RCS_CA_STORE_UNUSABLE, ERR_RCS_ISSUER_SERIAL_CONFLICT.
 */
export async function uploadCertificate(
  upload: CertificateUpload,
  deps: UploadDeps,
): Promise<UploadedCertificate> {
  const entry = { actor: deps.actor, action: "upload-certificate" } as const
  try {
    const uploaded = await checkAndStore(upload, deps)
    const { id, serialNumber } = uploaded.certificate
    const details = { serialNumber }
    await deps.audit.write({ ...entry, outcome: "done", certificateId: id, details })
    return uploaded
  } catch (error) {
    if (isGirError(error) && error.blame === "caller") {
      await deps.audit.write({ ...entry, outcome: "refused", code: error.code })
    }
    throw error
  }
}

async function checkAndStore(
  upload: CertificateUpload,
  { keystore, caStore, clock }: UploadDeps,
): Promise<UploadedCertificate> {
  const certificate = parseCertificate(upload.certificate)
  const now = clock.now()
  const notices = [...checkCertificate(certificate, now), ...checkChain(certificate, caStore, now)]
  const privateKey = await openPrivateKey(upload.privateKey, upload.privateKeyPassword)
  assertKeyMatches(privateKey, certificate)
  const isNew = await keystore.add({ certificate, privateKey: privateKey.keyObject })
  return { certificate: toKeystoreCertificate(certificate), isNew, notices }
}

/**
 * The rules for a recording certificate, at a time at which it is valid: the key of an expired one
 * is uploaded again to play old recordings, and a new one is uploaded before its first day.
 */
function checkCertificate(certificate: Certificate, now: Date): readonly string[] {
  const at = withinValidity(certificate, now)
  assertRecordingCertificate(certificate, at)
  if (at < now) return [`expired on ${day(certificate.notAfter)}: it only opens old recordings`]
  if (at > now) return [`not valid before ${day(certificate.notBefore)}`]
  return []
}

function checkChain(certificate: Certificate, caStore: CaStore, now: Date): readonly string[] {
  if (caStore.state === "unusable") throw caStore.error
  if (caStore.state === "not-configured") {
    return ["cacertstorepath is not set, so the certificate was not checked against a CA"]
  }
  const { caCertificates } = caStore
  const at = withinValidity(certificate, now)
  const result = validateChain({ certificate, caCertificates, at })
  if (result.isTrusted) return []
  throw new GirError(
    "ERR_RCS_CERTIFICATE_UNTRUSTED",
    `the certificate does not lead to the CA store: ${result.reason}`,
    { fields: { cause: result.code, depth: result.depth, issuer: certificate.issuer.rfc4514 } },
  )
}

function withinValidity({ notBefore, notAfter }: Certificate, now: Date): Date {
  if (now > notAfter) return notAfter
  return now < notBefore ? notBefore : now
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
