import { GirError } from "@gir/errors"
import type { Certificate } from "./certificate.ts"

/** What is done with a chain in which somebody signed with SHA-1: refused, or said and used. */
export type WeakSignaturePolicy = "refuse" | "warn"

/**
 * Looks for a signature with MD5 or SHA-1 in a path that is trusted otherwise. The last certificate
 * is trusted by itself, so that its own signature protects nothing.
 *
 * @param path from the certificate to the CA file's own.
 * @returns ERR_X509_WEAK_SIGNATURE, to be thrown or told; null when there is none.
 */
export function weakSignature(path: readonly Certificate[]): GirError | null {
  const depth = path.slice(0, -1).findIndex(({ signatureAlgorithm }) => signatureAlgorithm.isWeak)
  const weak = path[depth]
  if (weak === undefined) return null
  return new GirError(
    "ERR_X509_WEAK_SIGNATURE",
    `${weak.subject.rfc4514} was signed with ${weak.signatureAlgorithm.name}, which can be forged`,
    { fields: { depth, serialNumber: weak.serialNumber, issuer: weak.issuer.rfc4514 } },
  )
}
