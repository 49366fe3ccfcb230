import { named, type Database } from "@gir/database"
import { parseCertificate, type Certificate } from "@gir/x509"

/**
 * The public parts of certificates that left the keystore. A recording names its recipient by issuer
 * and serial number; when that certificate was renewed on the same key and then deleted, this is
 * how the old name still leads to the key.
 */
export interface FormerCertificates {
  /** May be called twice. */
  remember(certificate: Certificate): Promise<void>
  /** @returns those of `certificateIds` that are known, in no order. */
  find(certificateIds: readonly string[]): Promise<readonly Certificate[]>
}

export function databaseFormerCertificates(database: Database): FormerCertificates {
  return {
    remember: async ({ sha256, pem }) => {
      await named(database, {
        name: "rcs-remember-certificate",
        text: `insert into rcs_former_certificates (id, pem) values ($1, $2)
          on conflict (id) do nothing`,
        values: [sha256, pem],
      })
    },
    find: async (certificateIds) => {
      if (certificateIds.length === 0) return []
      const rows = await named<{ pem: string }>(database, {
        name: "rcs-find-former-certificates",
        text: "select pem from rcs_former_certificates where id = any($1)",
        values: [certificateIds],
      })
      return rows.map(({ pem }) => parseCertificate(pem))
    },
  }
}
