import type { Asn1Node } from "@gir/asn1"
import { GirError, isGirError, type ErrorCode } from "@gir/errors"

/** For a file that is not as RFC 7292 has it. */
export function malformed(reason: string, cause?: unknown): GirError {
  return new GirError("ERR_PKCS12_MALFORMED", reason, { cause })
}

/** For a file that somebody can read, and this package cannot. */
export function unsupported(reason: string, next?: string): GirError {
  return new GirError("ERR_PKCS12_UNSUPPORTED", reason, next === undefined ? {} : { next })
}

/** @throws ERR_PKCS12_MALFORMED when there is no such element. */
export function element(nodes: readonly Asn1Node[], index: number): Asn1Node {
  const node = nodes[index]
  if (node === undefined) throw malformed("an element is missing")
  return node
}

/** What the packages below say of an AlgorithmIdentifier, which they take for a private key's. */
const CODES: Partial<Record<ErrorCode, ErrorCode>> = {
  ERR_ASN1_MALFORMED: "ERR_PKCS12_MALFORMED",
  ERR_X509_KEY_MALFORMED: "ERR_PKCS12_MALFORMED",
  ERR_X509_KEY_CIPHER_UNSUPPORTED: "ERR_PKCS12_UNSUPPORTED",
  ERR_X509_KEY_KDF_COST: "ERR_PKCS12_KDF_COST",
}

/** Turns the refusals of the ASN.1 and key readers into this package's codes. */
export async function readingPkcs12<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = isGirError(error) ? CODES[error.code] : undefined
    if (!isGirError(error) || code === undefined) throw error
    throw new GirError(code, error.message, { cause: error })
  }
}
