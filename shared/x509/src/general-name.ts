import { isUniversal, readOctetString, TAG, type Asn1Node } from "@gir/asn1"
import { explicit, readAs, unexpected } from "./der-fields.ts"
import { readDistinguishedName, type DistinguishedName } from "./distinguished-name.ts"

/**
 * ```asn1
 * GeneralName ::= CHOICE {
 *   otherName [0], rfc822Name [1] IA5String, dNSName [2] IA5String, x400Address [3],
 *   directoryName [4] Name, ediPartyName [5], uniformResourceIdentifier [6] IA5String,
 *   iPAddress [7] OCTET STRING, registeredID [8] OBJECT IDENTIFIER }
 * ```
 * RFC 5280 §4.2.1.6
 */
export type GeneralName =
  | { readonly kind: "rfc822Name" | "dNSName" | "uniformResourceIdentifier"; readonly text: string }
  | { readonly kind: "directoryName"; readonly name: DistinguishedName }
  | { readonly kind: "iPAddress"; readonly octets: Uint8Array }
  | { readonly kind: "otherName" | "x400Address" | "ediPartyName" | "registeredID" }

export type GeneralNameKind = GeneralName["kind"]

const KINDS: readonly GeneralNameKind[] = [
  "otherName",
  "rfc822Name",
  "dNSName",
  "x400Address",
  "directoryName",
  "ediPartyName",
  "uniformResourceIdentifier",
  "iPAddress",
  "registeredID",
]

/** @throws ERR_X509_NAME_INVALID when a text form holds a NUL or is no ASCII. */
export function readGeneralName(node: Asn1Node): GeneralName {
  const kind = node.tagClass === "context" ? KINDS[node.tagNumber] : undefined
  if (kind === undefined) throw unexpected("GeneralName expected", node)
  switch (kind) {
    case "rfc822Name":
    case "dNSName":
    case "uniformResourceIdentifier":
      return { kind, text: readIa5Text(node, kind) }
    case "directoryName":
      return { kind, name: readDistinguishedName(explicit(node)) }
    case "iPAddress":
      return { kind, octets: readOctetString(node) }
    default:
      return { kind }
  }
}

/** `SubjectAltName ::= SEQUENCE SIZE (1..MAX) OF GeneralName`. RFC 5280 §4.2.1.6 */
export function readSubjectAltNames(node: Asn1Node): readonly GeneralName[] {
  if (!isUniversal(node, TAG.sequence)) throw unexpected("GeneralNames expected", node)
  const names = node.children.map(readGeneralName)
  if (names.length === 0) throw unexpected("no name at all", node)
  return names
}

function readIa5Text(node: Asn1Node, kind: GeneralNameKind): string {
  return readAs("ERR_X509_NAME_INVALID", `the name's ${kind}`, () => {
    if (node.isConstructed) throw unexpected("a constructed string", node)
    if (node.content.some((octet) => octet === 0 || octet > 0x7f)) {
      throw unexpected("a character that is no ASCII", node)
    }
    return Buffer.from(node.content).toString("latin1")
  })
}
