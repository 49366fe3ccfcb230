import type { CertificateSummary } from "@gir/contracts"
import { certificateOptions, fingerprintOf } from "@gir/ivr-profile"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * The Recording Certificates panel: what the session saw at login, with each certificate's Deployed
 * Count as of now. RCS is asked all the same, because the panel is an operation that involves it.
 * Seed: "the next GAX operation involving RCS fails".
 *
 * @throws ERR_RCS_NOT_AVAILABLE
 */
export async function listCertificates(
  session: GaxSession,
  { peers }: GaxParts,
): Promise<CertificateSummary[]> {
  const [profiles] = await Promise.all([
    peers.configServer.profiles(),
    peers.rcs.certificates(session.rcsSessionId),
  ])
  const counts = new Map<string, number>()
  for (const { options } of profiles) {
    for (const id of new Set(certificateOptions(options).map(fingerprintOf))) {
      if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  return [...session.certificates.values()].map((certificate) => ({
    ...certificate,
    deployedCount: counts.get(certificate.id) ?? 0,
  }))
}
