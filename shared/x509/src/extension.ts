import { decodeAsn1, readBoolean, readOctetString, readOid, TAG, type Asn1Node } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { explicit, readAs, sequenceFields, sequenceOf, unexpected } from "./der-fields.ts"
import { assertDer } from "./der-rules.ts"

/**
 * ```asn1
 * Extension ::= SEQUENCE {
 *   extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
 * ```
 * RFC 5280 §4.1
 */
export interface Extension {
  readonly oid: string
  readonly isCritical: boolean
  /** The DER inside the OCTET STRING. */
  readonly value: Uint8Array
}

/** The extensions of RFC 5280 §4.2 that this package knows. */
export const EXTENSION = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  issuerAltName: "2.5.29.18",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  authorityKeyIdentifier: "2.5.29.35",
  policyConstraints: "2.5.29.36",
  extendedKeyUsage: "2.5.29.37",
  inhibitAnyPolicy: "2.5.29.54",
} as const

/**
 * Critical extensions that are processed, or that do not bear on encrypting a recording: there is
 * no revocation here, and no extended purpose. RFC 5280 §4.2: a system "MUST reject the certificate
 * if it encounters a critical extension it does not recognize".
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.crlDistributionPoints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.extendedKeyUsage,
  EXTENSION.inhibitAnyPolicy,
])

/**
 * Reads `[3] EXPLICIT Extensions`.
 *
 * @throws ERR_X509_EXTENSION_INVALID when one stands twice, which RFC 5280 §4.2 forbids.
 */
export function readExtensions(tagged: Asn1Node): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  const nodes = sequenceOf(explicit(tagged))
  // `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`
  if (nodes.length === 0) throw unexpected("an empty list of extensions", tagged)
  for (const node of nodes) {
    const extension = readExtension(node)
    if (extensions.has(extension.oid)) {
      throw new GirError("ERR_X509_EXTENSION_INVALID", `extension ${extension.oid} stands twice`)
    }
    extensions.set(extension.oid, extension)
  }
  return extensions
}

function readExtension(node: Asn1Node): Extension {
  const fields = sequenceFields(node)
  const oid = readOid(fields.next(TAG.objectIdentifier, "extnID"))
  const critical = fields.optional(TAG.boolean)
  const value = readOctetString(fields.next(TAG.octetString, "extnValue"))
  fields.end()
  return { oid, isCritical: critical !== null && readBoolean(critical), value }
}

/** @returns `null` when the certificate does not have the extension. */
export function readExtensionValue<T>(
  extensions: ReadonlyMap<string, Extension>,
  name: keyof typeof EXTENSION,
  read: (node: Asn1Node) => T,
): T | null {
  const extension = extensions.get(EXTENSION[name])
  if (extension === undefined) return null
  return readAs("ERR_X509_EXTENSION_INVALID", `the extension ${name} cannot be read`, () =>
    read(decodeDer(extension.value)),
  )
}

function decodeDer(value: Uint8Array): Asn1Node {
  const node = decodeAsn1(value, { rules: "der" })
  assertDer(node)
  return node
}

/** The identifiers of critical extensions that nobody here understands. */
export function unknownCriticalExtensions(
  extensions: ReadonlyMap<string, Extension>,
): readonly string[] {
  return [...extensions.values()]
    .filter(({ isCritical, oid }) => isCritical && !UNDERSTOOD.has(oid))
    .map(({ oid }) => oid)
}
