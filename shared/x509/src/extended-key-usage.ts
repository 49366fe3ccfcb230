import { isUniversal, readOid, TAG, type Asn1Node } from "@gir/asn1"
import { sequenceOf, unexpected } from "./der-fields.ts"

/** `ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId`. RFC 5280 §4.2.1.12 */
export function readExtendedKeyUsage(node: Asn1Node): readonly string[] {
  const purposes = sequenceOf(node).map(readPurpose)
  if (purposes.length === 0) throw unexpected("no purpose at all", node)
  return purposes
}

function readPurpose(node: Asn1Node): string {
  if (!isUniversal(node, TAG.objectIdentifier)) throw unexpected("a purpose expected", node)
  return readOid(node)
}
