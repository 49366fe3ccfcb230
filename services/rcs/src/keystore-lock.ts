import { inTransaction, named, type Database } from "@gir/database"
import type { KeystoreLock } from "./keystore.ts"

/** Names the keystore among PostgreSQL's advisory locks: the bytes of "gir rcs". */
const LOCK_ID = "29107861492753267"

/**
 * A lock that holds across processes and machines: it lies in PostgreSQL, which RCS needs for its
 * jobs anyway, and it is gone the moment its holder dies.
 */
export function databaseLock(database: Database): KeystoreLock {
  return (work) =>
    inTransaction(database, async (transaction) => {
      await named(transaction, {
        name: "rcs-lock-keystore",
        text: "select pg_advisory_xact_lock($1::bigint)",
        values: [LOCK_ID],
      })
      return work()
    })
}
