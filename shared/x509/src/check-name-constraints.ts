import { isSelfIssued, type Certificate } from "./certificate.ts"
import type { ChainFailure } from "./chain-verdict.ts"
import type { GeneralName } from "./general-name.ts"
import { isInSubtree, isSupportedConstraint } from "./match-general-name.ts"

/** Comparisons of one path. Real CAs constrain a handful of names. */
const MAX_COMPARISONS = 250_000

/**
 * RFC 5280 §6.1.3 (b), (c): every name of every certificate below a constrained CA lies inside a
 * permitted subtree of its kind, if there is one, and inside no excluded subtree.
 *
 * @param path the certificate first, the root last.
 */
export function nameConstraintsFailure(path: readonly Certificate[]): ChainFailure | null {
  let comparisons = 0
  for (const [issuerDepth, issuer] of path.entries()) {
    const constraints = issuer.nameConstraints
    if (issuerDepth === 0 || constraints === null) continue
    for (let depth = issuerDepth - 1; depth >= 0; depth -= 1) {
      const certificate = path[depth]!
      // A CA that changed its key vouches for itself; only the last certificate is always checked.
      if (depth > 0 && isSelfIssued(certificate)) continue
      const names = namesOf(certificate)
      comparisons += names.length * (constraints.permitted.length + constraints.excluded.length)
      if (comparisons > MAX_COMPARISONS) return workLimit(depth)
      const fault = firstFault(names, constraints)
      if (fault !== null) {
        const reason = `${fault} by ${issuer.subject.rfc4514}`
        return { code: "ERR_X509_CHAIN_NAME_CONSTRAINTS", reason, depth }
      }
    }
  }
  return null
}

/** RFC 5280 §4.2.1.10: constraints bear on the subject, its emailAddress, and every subjectAltName. */
function namesOf({ subject, subjectAltNames }: Certificate): readonly GeneralName[] {
  const directoryNames: readonly GeneralName[] =
    subject.comparable.length === 0 ? [] : [{ kind: "directoryName", name: subject }]
  const mailboxes = subject.emails.map((text): GeneralName => ({ kind: "rfc822Name", text }))
  return [...directoryNames, ...mailboxes, ...subjectAltNames]
}

function firstFault(
  names: readonly GeneralName[],
  { permitted, excluded }: NonNullable<Certificate["nameConstraints"]>,
): string | null {
  for (const name of names) {
    const sameKind = (base: GeneralName): boolean => base.kind === name.kind
    const permittedHere = permitted.filter(sameKind)
    const excludedHere = excluded.filter(sameKind)
    if (permittedHere.length + excludedHere.length === 0) continue
    // "MUST either process the constraint or reject the certificate".
    if (!isSupportedConstraint(name.kind)) return `constraints on ${name.kind} are not understood`
    if (excludedHere.some((base) => isInSubtree(name, base) !== false)) {
      return `${describe(name)} is excluded`
    }
    if (
      permittedHere.length > 0 &&
      !permittedHere.some((base) => isInSubtree(name, base) === true)
    ) {
      return `${describe(name)} is not permitted`
    }
  }
  return null
}

function describe(name: GeneralName): string {
  if ("text" in name) return `${name.kind} ${JSON.stringify(name.text)}`
  if (name.kind === "directoryName") return `the name ${name.name.rfc4514}`
  return `an ${name.kind}`
}

function workLimit(depth: number): ChainFailure {
  const reason = `more than ${MAX_COMPARISONS} comparisons with name constraints`
  return { code: "ERR_X509_CHAIN_WORK_LIMIT", reason, depth }
}
