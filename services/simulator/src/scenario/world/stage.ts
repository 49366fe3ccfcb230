import type { EnvelopeProfile } from "@gir/contracts"
import type { Peers } from "../../clients/peers.ts"
import type { Installation } from "../../installation/installation.ts"
import type { KeyPool } from "./key-pool.ts"
import type { NodeClocks } from "./node-clocks.ts"
import type { NodeFaults } from "./node-faults.ts"
import type { Nodes } from "./nodes.ts"

/** A running installation that serves one rehearsal after the other. */
export interface Stage {
  readonly installation: Installation
  readonly peers: Peers
  readonly envelopeProfile: EnvelopeProfile
  readonly keys: KeyPool
  readonly clocks: NodeClocks
  readonly faults: NodeFaults
  readonly nodes: Nodes
}
