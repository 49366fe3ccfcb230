import type { KeystoreCensus } from "@gir/contracts"
import type { Keystore } from "../keystore.ts"
import type { RcsRecords } from "../records/rcs-records.ts"
import type { RecordingsClient } from "../recordings-client.ts"
import { countCensus } from "./count-census.ts"

export interface CensusDeps extends Pick<RcsRecords, "formerCertificates"> {
  readonly keystore: Keystore
  readonly recordings: RecordingsClient
}

/**
 * Counts how many recordings need each key: RWS knows what they were encrypted to, and the keystore
 * which keys are held.
 *
 * @throws ERR_SERVICE_UNAVAILABLE when RWS is away, ERR_RCS_KEYSTORE_….
 */
export async function takeCensus(deps: CensusDeps): Promise<KeystoreCensus> {
  const entries = await deps.keystore.entries()
  const census = await deps.recordings.census()
  const held = entries.map(({ certificate }) => certificate)
  const heldIds = new Set(held.map(({ sha256 }) => sha256))
  const named = census.recipients.map(({ certificateSha256 }) => certificateSha256)
  const former = await deps.formerCertificates.find(named.filter((id) => !heldIds.has(id)))
  return countCensus({ held, former, census })
}
