import type { CertificateUpload, UploadedCertificate } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import {
  assertKeyMatches,
  assertRecordingCertificate,
  openPrivateKey,
  parseCertificate,
  validateChain,
  weakSignature,
  type Certificate,
  type WeakSignaturePolicy,
} from "@gir/x509"
import type { CaStore } from "./ca-store.ts"
import { toKeystoreCertificate } from "./certificate-views.ts"
import { collides, type Keystore } from "./keystore.ts"
import type { RcsRecords } from "./records/rcs-records.ts"

export interface UploadDeps extends Pick<RcsRecords, "audit"> {
  /** Who does it, for the audit. */
  readonly actor: string
  readonly keystore: Keystore
  readonly caStore: CaStore
  readonly clock: Clock
  readonly weakSignature: WeakSignaturePolicy
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
  { keystore, caStore, clock, weakSignature: policy }: UploadDeps,
): Promise<UploadedCertificate> {
  const certificate = parseCertificate(upload.certificate)
  const now = clock.now()
  const notices = [
    ...checkCertificate(certificate, now, policy),
    ...checkChain(certificate, { caStore, now, policy }),
    ...(await checkName(certificate, keystore)),
  ]
  const privateKey = await openPrivateKey(upload.privateKey, upload.privateKeyPassword)
  assertKeyMatches(privateKey, certificate)
  const isNew = await keystore.add({ certificate, privateKey: privateKey.keyObject })
  return { certificate: toKeystoreCertificate(certificate), isNew, notices }
}

/**
 * The rules for a recording certificate, at a time at which it is valid: the key of an expired one
 * is uploaded again to play old recordings, and a new one is uploaded before its first day.
 */
function checkCertificate(
  certificate: Certificate,
  now: Date,
  policy: WeakSignaturePolicy,
): readonly string[] {
  const at = withinValidity(certificate, now)
  assertRecordingCertificate(certificate, at, policy)
  if (at < now) return [`expired on ${day(certificate.notAfter)}: it only opens old recordings`]
  if (at > now) return [`not valid before ${day(certificate.notBefore)}`]
  return []
}

/** Reached only where a second key under one name is accepted: `add` refuses it otherwise. */
async function checkName(certificate: Certificate, keystore: Keystore): Promise<readonly string[]> {
  const entries = await keystore.entries()
  const others = entries.filter((entry) => collides(entry.certificate, certificate))
  if (others.length === 0) return []
  const name = `issuer ${certificate.issuer.rfc4514}, serial ${certificate.serialNumber}`
  return [`another key is held for ${name}: recordings are told apart by the certificate's hash`]
}

interface ChainCheck {
  readonly caStore: CaStore
  readonly now: Date
  readonly policy: WeakSignaturePolicy
}

function checkChain(
  certificate: Certificate,
  { caStore, now, policy }: ChainCheck,
): readonly string[] {
  if (caStore.state === "unusable") throw caStore.error
  if (caStore.state === "not-configured") {
    return ["cacertstorepath is not set, so the certificate was not checked against a CA"]
  }
  const { caCertificates } = caStore
  const at = withinValidity(certificate, now)
  const result = validateChain({ certificate, caCertificates, at })
  if (result.isTrusted) return checkSignatures(result.path, policy)
  throw new GirError(
    "ERR_RCS_CERTIFICATE_UNTRUSTED",
    `the certificate does not lead to the CA store: ${result.reason}`,
    { fields: { cause: result.code, depth: result.depth, issuer: certificate.issuer.rfc4514 } },
  )
}

function checkSignatures(
  path: readonly Certificate[],
  policy: WeakSignaturePolicy,
): readonly string[] {
  const weak = weakSignature(path)
  if (weak !== null && policy === "refuse") throw weak
  return weak === null ? [] : [weak.message]
}

function withinValidity({ notBefore, notAfter }: Certificate, now: Date): Date {
  if (now > notAfter) return notAfter
  return now < notBefore ? notBefore : now
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
