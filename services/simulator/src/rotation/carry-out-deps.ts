import type { Clock } from "@gir/sim"
import type { Peers } from "../clients/peers.ts"
import type { KeystoreClient } from "../keystore/keystore-client.ts"

export interface CarryOutDeps {
  readonly peers: Peers
  readonly keystore: Pick<KeystoreClient, "census" | "certificate" | "check">
  readonly clock: Clock
}
