import { isIssuedWith, isSelfIssued, isSelfSigned, type Certificate } from "./certificate.ts"
import type { ChainFailure, ValidateChainOptions } from "./chain-verdict.ts"
import { isSameName, nameKey } from "./distinguished-name.ts"
import { indexBySubject } from "./subject-index.ts"

/** Real chains have up to five certificates. */
const MAX_PATH_CERTIFICATES = 32
/** Bounds the signatures that a hostile bundle can make us verify: about a tenth of a second. */
const MAX_SIGNATURES = 512
/** Bounds the paths through a bundle of CAs that all signed each other. */
const MAX_STEPS = 4_096

export interface PathFinder {
  /** Complete paths, the most promising first; signatures verified, nothing else. */
  readonly paths: Iterable<readonly Certificate[]>
  /** Once `paths` is exhausted: where the search broke off; `null` when it only found paths. */
  failure(): ChainFailure | null
}

/** Finds the paths from a certificate to the self-signed certificates of the CA file. */
export function findPaths(options: ValidateChainOptions): PathFinder {
  const search = new PathSearch(options)
  return { paths: search.extend([options.certificate]), failure: () => search.failure }
}

class PathSearch {
  failure: ChainFailure | null = null
  readonly #at: Date
  readonly #trusted: ReadonlySet<string>
  readonly #bySubject: ReadonlyMap<string, readonly Certificate[]>
  readonly #verified = new Map<string, boolean>()
  #stepsLeft = MAX_STEPS

  constructor({ caCertificates, intermediates = [], at }: ValidateChainOptions) {
    this.#at = at
    this.#trusted = new Set(caCertificates.map(({ sha256 }) => sha256))
    this.#bySubject = indexBySubject(distinct([...caCertificates, ...intermediates]))
  }

  *extend(path: readonly Certificate[]): Generator<readonly Certificate[]> {
    const current = path.at(-1)!
    if (this.#isRoot(current)) {
      yield path
      return
    }
    if (path.length >= MAX_PATH_CERTIFICATES) return this.#note(workLimit(path.length))
    const issuers = this.#issuersOf(current, path)
    if (issuers.length === 0) this.#note(missingIssuer(path))
    for (const issuer of issuers) {
      this.#stepsLeft -= 1
      if (this.#stepsLeft <= 0) return this.#note(workLimit(path.length))
      if (this.#isSigned(current, issuer)) yield* this.extend([...path, issuer])
      else this.#note(this.#badSignature(path))
    }
  }

  #isRoot(certificate: Certificate): boolean {
    if (!this.#trusted.has(certificate.sha256)) return false
    return isSelfSigned(certificate) || isUnreadableRoot(certificate)
  }

  /** Issuers by name and key identifier that are not on the path yet, valid ones first. */
  #issuersOf(current: Certificate, path: readonly Certificate[]): readonly Certificate[] {
    const sameName = this.#bySubject.get(nameKey(current.issuer)) ?? []
    const rank = (issuer: Certificate): number =>
      (isWithin(issuer, this.#at) ? 2 : 0) + (this.#trusted.has(issuer.sha256) ? 1 : 0)
    return sameName
      .filter((issuer) => matchesKeyIdentifier(current, issuer) && !isOnPath(issuer, path))
      .toSorted((a, b) => rank(b) - rank(a) || b.notAfter.getTime() - a.notAfter.getTime())
  }

  #isSigned(certificate: Certificate, issuer: Certificate): boolean {
    if (certificate.signatureAlgorithm.hash === "md5") return false
    const key = `${certificate.sha256} ${issuer.publicKeySha256}`
    const known = this.#verified.get(key)
    if (known !== undefined) return known
    if (this.#verified.size >= MAX_SIGNATURES) {
      this.#stepsLeft = 0
      return false
    }
    const result = isIssuedWith(certificate, issuer.publicKey)
    this.#verified.set(key, result)
    return result
  }

  #badSignature(path: readonly Certificate[]): ChainFailure {
    const { signatureAlgorithm, issuer } = path.at(-1)!
    const depth = path.length - 1
    if (signatureAlgorithm.keyTypes.length === 0 || signatureAlgorithm.hash === "md5") {
      const reason = `the signature algorithm ${signatureAlgorithm.name} is not accepted`
      return { code: "ERR_X509_CHAIN_ALGORITHM", reason, depth }
    }
    const reason = `the signature does not verify with the key of ${issuer.rfc4514}`
    return { code: "ERR_X509_CHAIN_SIGNATURE", reason, depth }
  }

  /** The dead end that lies deepest says most; the work limit outranks it. */
  #note(failure: ChainFailure): void {
    const isLimit = failure.code === "ERR_X509_CHAIN_WORK_LIMIT"
    if (this.failure?.code === "ERR_X509_CHAIN_WORK_LIMIT") return
    if (isLimit || this.failure === null || failure.depth > this.failure.depth) {
      this.failure = failure
    }
  }
}

/**
 * RFC 4158 §2.4.2: the same name with the same key twice is a loop, whatever the certificates'
 * other content.
 */
function isOnPath(issuer: Certificate, path: readonly Certificate[]): boolean {
  return path.some(
    (link) =>
      link.publicKeySha256 === issuer.publicKeySha256 && isSameName(link.subject, issuer.subject),
  )
}

/**
 * A root's own signature vouches for nothing (RFC 5280 §6.1): one that is made with an algorithm
 * nobody here knows may stay a root. A signature that can be checked must be right, since a damaged
 * CA file is told that way.
 */
function isUnreadableRoot(certificate: Certificate): boolean {
  const isUnknown = certificate.signatureAlgorithm.keyTypes.length === 0
  return isUnknown && isSelfIssued(certificate) && matchesKeyIdentifier(certificate, certificate)
}

/** RFC 5280 §4.2.1.1: the identifiers tell apart the keys of an issuer that has several. */
export function matchesKeyIdentifier(certificate: Certificate, issuer: Certificate): boolean {
  const authority = certificate.authorityKeyIdentifier
  if (authority === null) return true
  const { keyIdentifier, serialNumber } = authority
  if (keyIdentifier !== null && issuer.subjectKeyIdentifier !== null) {
    if (!Buffer.from(keyIdentifier).equals(issuer.subjectKeyIdentifier)) return false
  }
  return serialNumber === null || serialNumber === issuer.serialNumber
}

function isWithin({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return notBefore <= at && at <= notAfter
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((one) => [one.sha256, one])).values()]
}

function missingIssuer(path: readonly Certificate[]): ChainFailure {
  const last = path.at(-1)!
  const depth = path.length - 1
  if (isSelfIssued(last)) {
    const reason = `the self-signed certificate ${last.subject.rfc4514} is not in the CA file`
    return { code: "ERR_X509_CHAIN_SELF_SIGNED", reason, depth }
  }
  const reason = `the CA file does not hold the issuer ${last.issuer.rfc4514}`
  return { code: "ERR_X509_CHAIN_ISSUER_MISSING", reason, depth }
}

function workLimit(certificates: number): ChainFailure {
  const reason = `the search for a path was stopped after ${certificates} certificates`
  return { code: "ERR_X509_CHAIN_WORK_LIMIT", reason, depth: certificates - 1 }
}
