import type { IvrProfileObject } from "@gir/contracts"
import { addCertificates } from "@gir/ivr-profile"
import { fetchUsableCertificate } from "../certificates/session-certificate.ts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { changeProfile } from "./change-profile.ts"

/**
 * The Recording tab's Add, then Save: the next call on the profile is encrypted to these
 * certificates as well. Seed: "To deploy a new certificate".
 *
 * @throws ERR_CONFIG_CERTIFICATE_ON_PROFILE, and as `fetchUsableCertificate` and `changeProfile` do.
 */
export async function deployCertificates(
  { dbid, certificateIds }: { dbid: number; certificateIds: readonly string[] },
  parts: GaxParts & { session: GaxSession },
): Promise<IvrProfileObject> {
  const ids = [...new Set(certificateIds)]
  const pems = await Promise.all(ids.map((id) => fetchUsableCertificate(id, parts)))
  const profile = await changeProfile(parts.peers.configServer, dbid, (options) =>
    addCertificates(options, pems),
  )
  parts.logger.info({ dbid, version: profile.version, ids }, "certificates deployed")
  return profile
}
