import { readOid, readSmallInteger, TAG, type Asn1Node } from "@gir/asn1"
import { sequenceFields, sequenceOf, unexpected } from "./der-fields.ts"
import { readExtensionValue, type Extension } from "./extension.ts"

export const ANY_POLICY = "2.5.29.32.0"

/** What a certificate says about policies. RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14 */
export interface CertificatePolicies {
  /** `null` when the extension is absent. */
  readonly policies: readonly string[] | null
  readonly mappings: readonly PolicyMapping[]
  /** Certificates that may follow before a policy is demanded; `null` demands none. */
  readonly requireExplicitPolicy: number | null
  readonly inhibitPolicyMapping: number | null
  readonly inhibitAnyPolicy: number | null
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string
  readonly subjectDomainPolicy: string
}

export function readPolicies(extensions: ReadonlyMap<string, Extension>): CertificatePolicies {
  const constraints = readExtensionValue(extensions, "policyConstraints", readPolicyConstraints)
  return {
    policies: readExtensionValue(extensions, "certificatePolicies", readCertificatePolicies),
    mappings: readExtensionValue(extensions, "policyMappings", readPolicyMappings) ?? [],
    requireExplicitPolicy: constraints?.requireExplicitPolicy ?? null,
    inhibitPolicyMapping: constraints?.inhibitPolicyMapping ?? null,
    inhibitAnyPolicy: readExtensionValue(extensions, "inhibitAnyPolicy", readSkipCerts),
  }
}

/** `CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation` */
function readCertificatePolicies(node: Asn1Node): readonly string[] {
  const policies = sequenceOf(node).map((information) =>
    readOid(sequenceFields(information).next(TAG.objectIdentifier, "policyIdentifier")),
  )
  // RFC 5280 §4.2.1.4: "A certificate policy OID MUST NOT appear more than once".
  if (policies.length === 0 || new Set(policies).size !== policies.length) {
    throw unexpected("no policy, or one that stands twice", node)
  }
  return policies
}

function readPolicyMappings(node: Asn1Node): readonly PolicyMapping[] {
  return sequenceOf(node).map((mapping) => {
    const fields = sequenceFields(mapping)
    const issuerDomainPolicy = readOid(fields.next(TAG.objectIdentifier, "issuerDomainPolicy"))
    const subjectDomainPolicy = readOid(fields.next(TAG.objectIdentifier, "subjectDomainPolicy"))
    fields.end()
    // RFC 5280 §4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy".
    if (issuerDomainPolicy === ANY_POLICY || subjectDomainPolicy === ANY_POLICY) {
      throw unexpected("anyPolicy is mapped", mapping)
    }
    return { issuerDomainPolicy, subjectDomainPolicy }
  })
}

function readPolicyConstraints(
  node: Asn1Node,
): Pick<CertificatePolicies, "requireExplicitPolicy" | "inhibitPolicyMapping"> {
  const fields = sequenceFields(node)
  const requireExplicitPolicy = fields.optionalContext(0)
  const inhibitPolicyMapping = fields.optionalContext(1)
  fields.end()
  return {
    requireExplicitPolicy: requireExplicitPolicy && readSmallInteger(requireExplicitPolicy),
    inhibitPolicyMapping: inhibitPolicyMapping && readSmallInteger(inhibitPolicyMapping),
  }
}

function readSkipCerts(node: Asn1Node): number {
  const skipCerts = readSmallInteger(node)
  if (skipCerts < 0) throw unexpected("a negative number of certificates", node)
  return skipCerts
}
