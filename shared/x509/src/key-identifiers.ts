import { isUniversal, readIntegerBytes, readOctetString, TAG, type Asn1Node } from "@gir/asn1"
import { sequenceFields, unexpected } from "./der-fields.ts"
import { readGeneralName, type GeneralName } from "./general-name.ts"
import { printSerialNumber } from "./serial-number.ts"

/**
 * ```asn1
 * AuthorityKeyIdentifier ::= SEQUENCE {
 *   keyIdentifier [0] OCTET STRING OPTIONAL, authorityCertIssuer [1] GeneralNames OPTIONAL,
 *   authorityCertSerialNumber [2] INTEGER OPTIONAL }
 * ```
 * RFC 5280 §4.2.1.1
 */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | null
  readonly issuer: readonly GeneralName[] | null
  readonly serialNumber: string | null
}

export function readAuthorityKeyIdentifier(node: Asn1Node): AuthorityKeyIdentifier {
  const fields = sequenceFields(node)
  const keyIdentifier = fields.optionalContext(0)
  const issuer = fields.optionalContext(1)
  const serialNumber = fields.optionalContext(2)
  fields.end()
  return {
    keyIdentifier: keyIdentifier === null ? null : readOctetString(keyIdentifier),
    issuer: issuer === null ? null : issuer.children.map(readGeneralName),
    serialNumber: serialNumber === null ? null : printSerialNumber(readIntegerBytes(serialNumber)),
  }
}

/** `SubjectKeyIdentifier ::= OCTET STRING`. RFC 5280 §4.2.1.2 */
export function readSubjectKeyIdentifier(node: Asn1Node): Uint8Array {
  if (!isUniversal(node, TAG.octetString)) throw unexpected("OCTET STRING expected", node)
  return readOctetString(node)
}
