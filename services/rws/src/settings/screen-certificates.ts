import { named, type Queryable } from "@gir/database"
import { assertRecordingCertificate, parseCertificate } from "@gir/x509"

/** @returns the PEM texts of the group `screen-recording-encryption`; empty when none is assigned. */
export async function listScreenCertificates(
  database: Queryable,
  contactCenterId: string,
): Promise<readonly string[]> {
  const rows = await named<{ certificates: string[] }>(database, {
    name: "rws-list-screen-certificates",
    text: "select certificates from screen_recording_encryption where contact_center_id = $1",
    values: [contactCenterId],
  })
  return rows[0]?.certificates ?? []
}

export interface AssignScreenCertificates {
  readonly contactCenterId: string
  /** PEM, one certificate each; a certificate that stands twice is kept once. */
  readonly certificates: readonly string[]
  readonly at: Date
}

/**
 * Replaces the list of screen recording certificates. A certificate that joins the list must be
 * usable now; one that is on it already may have expired since, so that its successor can be put
 * beside it.
 *
 * @throws the ERR_X509_… code of the first certificate that may not join; nothing is changed.
 */
export async function assignScreenCertificates(
  database: Queryable,
  { contactCenterId, certificates, at }: AssignScreenCertificates,
): Promise<void> {
  const assigned = new Set((await listScreenCertificates(database, contactCenterId)).map(idOf))
  const pemById = new Map<string, string>()
  for (const text of certificates) {
    const certificate = parseCertificate(text)
    if (!assigned.has(certificate.sha256)) assertRecordingCertificate(certificate, at)
    pemById.set(certificate.sha256, certificate.pem)
  }
  await named(database, {
    name: "rws-assign-screen-certificates",
    text: `insert into screen_recording_encryption (contact_center_id, certificates)
      values ($1, $2)
      on conflict (contact_center_id) do update set certificates = excluded.certificates`,
    values: [contactCenterId, JSON.stringify([...pemById.values()])],
  })
}

/** @returns the certificate's id; `null` when the stored text is broken, which is no hindrance here. */
function idOf(text: string): string | null {
  try {
    return parseCertificate(text).sha256
  } catch {
    return null
  }
}
