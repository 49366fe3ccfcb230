import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { CertificateChanges } from "./certificates/certificate-changes.ts"
import type { GaxConfig } from "./config.ts"
import type { Jobs } from "@gir/queue"
import type { Peers } from "./peers/peers.ts"
import type { ProofBook } from "./recordings/proof-book.ts"
import type { RecordingIndex } from "./recordings/recording-index.ts"
import type { Verification } from "./recordings/verification.ts"
import type { Sessions } from "./sessions/sessions.ts"

/** What the use cases of GAX work with. */
export interface GaxParts {
  readonly config: GaxConfig
  readonly peers: Peers
  readonly sessions: Sessions
  readonly certificateChanges: CertificateChanges
  readonly jobs: Jobs
  readonly recordings: RecordingIndex
  readonly proofs: ProofBook
  readonly verification: Verification
  readonly clock: Clock
  readonly logger: Logger
}
