import type { IvrProfileObject, Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { certificateOptions, fingerprintOf, removeCertificates } from "@gir/ivr-profile"
import type { GaxParts } from "../gax-parts.ts"
import { changeProfile } from "./change-profile.ts"

/**
 * The Recording tab's Remove, then Save. The keystore keeps the key, so what was recorded plays.
 *
 * @param ids certificate ids, and option names for certificates that cannot be read any more. Seed:
 * "To fix this issue, remove the certificate using the Recording tab".
 * @throws ERR_GAX_CERTIFICATE_NOT_ON_PROFILE, with nothing removed, when one is not there.
 */
export async function removeRecordingCertificates(
  { dbid, ids }: { dbid: number; ids: readonly string[] },
  { peers, logger }: GaxParts,
): Promise<IvrProfileObject> {
  const profile = await changeProfile(peers.configServer, dbid, (options) => {
    assertOnProfile(options, ids)
    return removeCertificates(options, ids)
  })
  logger.info({ dbid, version: profile.version, ids }, "certificates removed from the profile")
  return profile
}

/** @throws ERR_GAX_CERTIFICATE_NOT_ON_PROFILE naming the ids that are missing. */
export function assertOnProfile(options: Options, ids: readonly string[]): void {
  const held = certificateOptions(options)
  const known = new Set(held.flatMap((entry) => [entry.option, fingerprintOf(entry)]))
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length === 0) return
  const corrupted = held.filter((entry) => fingerprintOf(entry) === null)
  const message = `the profile does not hold ${missing.join(", ")}`
  throw new GirError("ERR_GAX_CERTIFICATE_NOT_ON_PROFILE", message, {
    fields: { missing, corruptedOptions: corrupted.map(({ option }) => option) },
  })
}
