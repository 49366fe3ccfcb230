import { isSelfIssued, type Certificate } from "./certificate.ts"
import { nameKey } from "./distinguished-name.ts"
import { indexBySubject } from "./subject-index.ts"

/**
 * The guide's order: nearest intermediate first, root last. Seed: "cat crt_inter3.pem
 * crt_inter2.pem crt_inter1.pem root_ca.pem > ca.pem". Each certificate stands before one of its
 * issuers, when the file has any, and every root stands after every other certificate.
 *
 * @returns one sentence about the first certificate in a wrong place; `null` when all stand right.
 */
export function orderFault(certificates: readonly Certificate[]): string | null {
  const lastIndexOf = lastIndexBySubject(certificates)
  const firstRoot = certificates.findIndex(isSelfIssued)
  for (const [index, certificate] of certificates.entries()) {
    if (isSelfIssued(certificate)) continue
    const position = `certificate ${index + 1} (${certificate.subject.rfc4514})`
    if (firstRoot !== -1 && index > firstRoot) return `${position} stands after the root`
    const issuer = lastIndexOf.get(nameKey(certificate.issuer))
    if (issuer !== undefined && issuer < index) return `${position} stands after its issuer`
  }
  return null
}

/**
 * @returns the same certificates in the guide's order. Of several on one height the one that is
 * valid longest comes first: OpenSSL follows the first that fits, so a stale one must come later.
 */
export function orderBundle(certificates: readonly Certificate[]): readonly Certificate[] {
  const bySubject = indexBySubject(certificates)
  const heights = new Map<Certificate, number>()
  const heightOf = (certificate: Certificate, below: ReadonlySet<Certificate>): number => {
    const known = heights.get(certificate)
    if (known !== undefined) return known
    // Cross-signed CAs can name each other as issuer; such a ring has no top.
    if (below.has(certificate) || isSelfIssued(certificate)) return 0
    const issuers = bySubject.get(nameKey(certificate.issuer)) ?? []
    const path = new Set(below).add(certificate)
    const height = 1 + Math.max(0, ...issuers.map((issuer) => heightOf(issuer, path)))
    heights.set(certificate, height)
    return height
  }
  const rank = (certificate: Certificate): number => heightOf(certificate, new Set())
  return certificates.toSorted(
    (a, b) => rank(b) - rank(a) || b.notAfter.getTime() - a.notAfter.getTime(),
  )
}

function lastIndexBySubject(certificates: readonly Certificate[]): ReadonlyMap<string, number> {
  return new Map(certificates.map(({ subject }, index) => [nameKey(subject), index]))
}
