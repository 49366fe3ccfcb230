export { createDatabase } from "./create-database.ts"
export { isUniqueViolation, toDatabaseError } from "./database-error.ts"
export { identityOf, isRunning, type ProcessIdentity } from "./embedded/process-identity.ts"
export {
  embeddedPostgresUrl,
  endAbandonedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from "./embedded/start-embedded-postgres.ts"
export type { DatabaseLogger } from "./logger.ts"
export { migrate, type MigrateOptions } from "./migrate.ts"
export { named, type NamedStatement, type Queryable } from "./named.ts"
export { oncePerInterval, type QuietLog } from "./once-per-interval.ts"
export { openDatabase, type Database, type OpenDatabaseOptions } from "./open-database.ts"
export { openPool } from "./open-pool.ts"
export { inTransaction, type Transaction } from "./transaction.ts"
export { waitForDatabase, type WaitForDatabaseOptions } from "./wait-for-database.ts"
