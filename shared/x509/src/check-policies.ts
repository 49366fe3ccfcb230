import { ANY_POLICY, type CertificatePolicies } from "./certificate-policies.ts"
import { isSelfIssued, type Certificate } from "./certificate.ts"
import type { ChainFailure } from "./chain-verdict.ts"

/**
 * Policy processing of RFC 5280 §6.1.3 to §6.1.5 for any initial policy: a path fails only when one
 * of its certificates demands a policy and none is left. The tree then needs no more memory than
 * its lowest level: each valid policy with the policies that are expected next.
 *
 * @param path the certificate first, the root last; the root takes no part.
 */
export function policyFailure(path: readonly Certificate[]): ChainFailure | null {
  const chain = path.slice(0, -1).toReversed()
  const skip = chain.length + 1
  const state: PolicyState = {
    expected: new Set([ANY_POLICY]),
    explicitPolicy: skip,
    policyMapping: skip,
    inhibitAnyPolicy: skip,
  }
  for (const [index, certificate] of chain.entries()) {
    const isLast = index === chain.length - 1
    const level = nextLevel(state, certificate, isLast)
    state.expected = isLast ? level : applyMappings(level, certificate.policies, state)
    if (isLast) wrapUp(state, certificate.policies)
    else prepareNext(state, certificate)
    const isDemanded = state.explicitPolicy === 0
    if (isDemanded && (level.size === 0 || state.expected.size === 0)) {
      const reason = "a certificate policy is demanded, and none holds for the whole chain"
      return { code: "ERR_X509_CHAIN_POLICY", reason, depth: chain.length - 1 - index }
    }
  }
  return null
}

interface PolicyState {
  /** Policies that the next certificate may have; empty for good once no policy is left. */
  expected: ReadonlySet<string>
  explicitPolicy: number
  policyMapping: number
  inhibitAnyPolicy: number
}

/** RFC 5280 §6.1.3 (d), (e): the valid policies of this certificate. */
function nextLevel(
  { expected, inhibitAnyPolicy }: PolicyState,
  certificate: Certificate,
  isLast: boolean,
): ReadonlySet<string> {
  const policies = certificate.policies.policies ?? []
  const level = new Set<string>()
  for (const policy of policies) {
    if (policy === ANY_POLICY) continue
    if (expected.has(policy) || expected.has(ANY_POLICY)) level.add(policy)
  }
  const isAnyAllowed = inhibitAnyPolicy > 0 || (!isLast && isSelfIssued(certificate))
  if (policies.includes(ANY_POLICY) && isAnyAllowed) {
    for (const policy of expected) level.add(policy)
  }
  return level
}

/** RFC 5280 §6.1.4 (b). */
function applyMappings(
  level: ReadonlySet<string>,
  { mappings }: CertificatePolicies,
  { policyMapping }: PolicyState,
): ReadonlySet<string> {
  if (mappings.length === 0) return level
  const mapped = new Set(mappings.map((mapping) => mapping.issuerDomainPolicy))
  const expected = new Set([...level].filter((policy) => !mapped.has(policy)))
  if (policyMapping === 0) return expected
  for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
    const isValid = level.has(issuerDomainPolicy) || level.has(ANY_POLICY)
    if (isValid) expected.add(subjectDomainPolicy)
  }
  return expected
}

/** RFC 5280 §6.1.4 (h), (i), (j). */
function prepareNext(state: PolicyState, certificate: Certificate): void {
  const { policies } = certificate
  if (!isSelfIssued(certificate)) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
    state.policyMapping = Math.max(0, state.policyMapping - 1)
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1)
  }
  state.explicitPolicy = Math.min(state.explicitPolicy, policies.requireExplicitPolicy ?? Infinity)
  state.policyMapping = Math.min(state.policyMapping, policies.inhibitPolicyMapping ?? Infinity)
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, policies.inhibitAnyPolicy ?? Infinity)
}

/** RFC 5280 §6.1.5 (a), (b). */
function wrapUp(state: PolicyState, { requireExplicitPolicy }: CertificatePolicies): void {
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
  if (requireExplicitPolicy === 0) state.explicitPolicy = 0
}
