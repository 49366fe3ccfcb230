import { matchesKeyIdentifier } from "./build-path.ts"
import { isSelfSigned, type Certificate } from "./certificate.ts"
import { isSameName } from "./distinguished-name.ts"

export interface GreedyPathOptions {
  readonly certificate: Certificate
  readonly caCertificates: readonly Certificate[]
  readonly at: Date
}

/**
 * The one path that OpenSSL looks at (X509_verify_cert): at each step the first issuer in the
 * file's order that is valid at `at`, else the one that is valid longest; never a step back. RFC
 * 5280 §6 asks for more, so that a chain can be valid and be refused all the same.
 *
 * @returns the certificates of the CA file on that path.
 */
export function greedyPath({ certificate, caCertificates, at }: GreedyPathOptions): Certificate[] {
  const path: Certificate[] = caCertificates.filter(({ sha256 }) => sha256 === certificate.sha256)
  let last = certificate
  while (!isSelfSigned(last)) {
    const issuer = chooseIssuer(last, { caCertificates, path, at })
    if (issuer === undefined) return path
    path.push(issuer)
    last = issuer
  }
  return path
}

function chooseIssuer(
  subject: Certificate,
  {
    caCertificates,
    path,
    at,
  }: Pick<GreedyPathOptions, "caCertificates" | "at"> & { path: Certificate[] },
): Certificate | undefined {
  const candidates = caCertificates.filter(
    (issuer) => !path.includes(issuer) && isNamedAsIssuer(issuer, subject),
  )
  const valid = candidates.find(({ notBefore, notAfter }) => notBefore <= at && at <= notAfter)
  const byEnd = candidates.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())
  return valid ?? byEnd[0]
}

/** By name and key identifier: OpenSSL verifies signatures when the path stands. */
function isNamedAsIssuer(issuer: Certificate, subject: Certificate): boolean {
  return isSameName(subject.issuer, issuer.subject) && matchesKeyIdentifier(subject, issuer)
}
