import type { Database } from "@gir/database"
import type { Jobs } from "@gir/queue"
import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { StorageDestination } from "@gir/storage"

/** What the use cases of RWS work with. */
export interface RwsParts {
  readonly database: Database
  readonly jobs: Jobs
  readonly storage: StorageDestination
  readonly clock: Clock
  readonly logger: Logger
  /** The contact center that the addresses without one speak of; normalised. */
  readonly contactCenterId: string
  /** Location of this node; it decides which decrypt-uri-prefix a player is given. */
  readonly nodePath: string
  /** Region of this node: it finds recordings of no other one. Null: of every region. */
  readonly region: string | null
  readonly envelopeProfile: "classic" | "modern"
  readonly maxScreenBytes: number
}
