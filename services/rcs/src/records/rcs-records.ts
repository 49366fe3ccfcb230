import type { Database } from "@gir/database"
import type { Clock } from "@gir/sim"
import type { KeystoreLock } from "../keystore.ts"
import { databaseLock } from "../keystore-lock.ts"
import { databaseAuditTrail, type AuditTrail } from "./audit-trail.ts"
import { databaseFormerCertificates, type FormerCertificates } from "./former-certificates.ts"
import { databaseLoginAttempts, type LoginAttempts } from "./login-attempts.ts"

/** What all RCS processes of an installation keep together, in PostgreSQL. */
export interface RcsRecords {
  readonly audit: AuditTrail
  readonly loginAttempts: LoginAttempts
  readonly formerCertificates: FormerCertificates
  readonly lock: KeystoreLock
}

export function databaseRecords(
  database: Database,
  { clock, node }: { readonly clock: Clock; readonly node: string },
): RcsRecords {
  return {
    audit: databaseAuditTrail(database, { clock, node }),
    loginAttempts: databaseLoginAttempts(database, clock),
    formerCertificates: databaseFormerCertificates(database),
    lock: databaseLock(database),
  }
}
