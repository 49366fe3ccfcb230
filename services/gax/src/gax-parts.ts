import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { CertificateChanges } from "./certificates/certificate-changes.ts"
import type { GaxConfig } from "./config.ts"
import type { Peers } from "./peers/peers.ts"
import type { Sessions } from "./sessions/sessions.ts"

/** What the use cases of GAX work with. */
export interface GaxParts {
  readonly config: GaxConfig
  readonly peers: Peers
  readonly sessions: Sessions
  readonly certificateChanges: CertificateChanges
  readonly clock: Clock
  readonly logger: Logger
}
