import type { Database } from "@gir/database"
import type { Logger } from "@gir/service-kit"
import type { Faults } from "@gir/sim"
import type { ChangeWatch } from "./change-watch.ts"

/** What the routes of the Configuration Server work with. */
export interface ConfigServerParts {
  readonly database: Database
  readonly watch: ChangeWatch
  readonly faults: Faults
  readonly logger: Logger
}
