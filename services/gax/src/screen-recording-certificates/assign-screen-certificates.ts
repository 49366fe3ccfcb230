import { parseCertificate } from "@gir/x509"
import { fetchUsableCertificate } from "../certificates/session-certificate.ts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"

/**
 * The Screen Recording Certificates panel's Save: from now on screens are encrypted to exactly these
 * certificates. One that is assigned already stays as it is, and only a new one is fetched from RCS.
 * Seed: "To assign a new certificate".
 *
 * @returns the PEM certificates that are assigned now.
 * @throws as `fetchUsableCertificate` does; then nothing has changed.
 */
export async function assignScreenCertificates(
  certificateIds: readonly string[],
  parts: GaxParts & { session: GaxSession },
): Promise<string[]> {
  const assigned = await parts.peers.rws.screenCertificates()
  const byId = new Map(assigned.map((pem) => [parseCertificate(pem).sha256, pem]))
  const ids = [...new Set(certificateIds)]
  const pems = await Promise.all(
    ids.map(async (id) => byId.get(id) ?? (await fetchUsableCertificate(id, parts))),
  )
  await parts.peers.rws.assignScreenCertificates(pems)
  parts.logger.info({ ids }, "screen recording certificates assigned")
  return pems
}
