import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { Peers } from "./peers/peers.ts"
import type { Sessions } from "./sessions/sessions.ts"

/** What the use cases of GAX work with. */
export interface GaxParts {
  readonly peers: Peers
  readonly sessions: Sessions
  readonly clock: Clock
  readonly logger: Logger
}
