import { TAG } from "@gir/asn1"
import type { EnvelopeInspection, InspectedRecipient } from "./inspect-envelope.ts"
import type { ListedNode } from "./list-nodes.ts"
import { id_data } from "./object-identifiers.ts"

const UNIVERSAL_NAMES: ReadonlyMap<number, string> = new Map([
  [TAG.endOfContents, "end of contents"],
  [TAG.boolean, "BOOLEAN"],
  [TAG.integer, "INTEGER"],
  [TAG.bitString, "BIT STRING"],
  [TAG.octetString, "OCTET STRING"],
  [TAG.null, "NULL"],
  [TAG.objectIdentifier, "OBJECT IDENTIFIER"],
  [TAG.utf8String, "UTF8String"],
  [TAG.sequence, "SEQUENCE"],
  [TAG.set, "SET"],
  [TAG.printableString, "PrintableString"],
  [TAG.teletexString, "TeletexString"],
  [TAG.ia5String, "IA5String"],
  [TAG.utcTime, "UTCTime"],
  [TAG.generalizedTime, "GeneralizedTime"],
])

/** The type of a value as ASN.1 writes it: `SEQUENCE`, `[0]`. */
export function typeName({ tagClass, tagNumber }: ListedNode): string {
  if (tagClass === "universal") return UNIVERSAL_NAMES.get(tagNumber) ?? `UNIVERSAL ${tagNumber}`
  if (tagClass === "context") return `[${tagNumber}]`
  return `[${tagClass.toUpperCase()} ${tagNumber}]`
}

/** The recipient that a value belongs to, or `null` outside of recipientInfos. */
export function recipientAt(
  { recipients }: EnvelopeInspection,
  offset: number,
): { readonly recipient: InspectedRecipient; readonly index: number } | null {
  const index = recipients.findIndex(
    (one) => offset >= one.offset && offset < one.offset + one.bytes,
  )
  const recipient = recipients[index]
  return recipient === undefined ? null : { recipient, index }
}

/** What a field holds, in a few words; its type when there is no more to say. */
export function describeNode(node: ListedNode, inspection: EnvelopeInspection | null): string {
  if (inspection === null || node.name === null) return typeName(node)
  const recipient = recipientAt(inspection, node.offset)?.recipient ?? null
  if (recipient !== null) return describeRecipientField(node, recipient)
  return describeField(node, inspection)
}

function describeRecipientField(node: ListedNode, recipient: InspectedRecipient): string {
  switch (node.name) {
    case "KeyTransRecipientInfo":
      return nameOf(recipient)
    case "RecipientInfo":
      return `type ${recipient.type}, not read here`
    case "version":
      return String(recipient.version)
    case "rid":
      return describeRid(recipient)
    case "keyEncryptionAlgorithm":
      return recipient.keyTransport ?? typeName(node)
    case "encryptedKey":
      return `the CEK, wrapped; ${recipient.encryptedKeyBytes} bytes`
    default:
      return typeName(node)
  }
}

/** Short: the serial number or key identifier by which people tell certificates apart. */
export function nameOf({ type, serialNumber, subjectKeyIdentifier }: InspectedRecipient): string {
  if (serialNumber !== undefined) return `serial ${serialNumber}`
  if (subjectKeyIdentifier !== undefined) return `key identifier ${subjectKeyIdentifier}`
  return type
}

function describeRid(recipient: InspectedRecipient): string {
  const { issuer, subjectKeyIdentifier } = recipient
  if (issuer !== undefined) return `issuerAndSerialNumber, ${nameOf(recipient)}, ${issuer}`
  return `subjectKeyIdentifier ${subjectKeyIdentifier}`
}

const CONTENT_TYPES = {
  envelopedData: "id-envelopedData",
  authEnvelopedData: "id-ct-authEnvelopedData",
} as const

function nameOfContent(oid: string): string {
  return oid === id_data ? "id-data" : oid
}

function describeField(node: ListedNode, inspection: EnvelopeInspection): string {
  const { content, recipients } = inspection
  switch (node.name) {
    case "contentType":
      return node.depth === 1
        ? CONTENT_TYPES[inspection.contentType]
        : nameOfContent(inspection.encryptedContentType)
    case "recipientInfos":
      return `SET OF ${recipients.length}${recipients.length > 1 ? ", any one opens the file" : ""}`
    case "version":
      return String(inspection.version)
    case "contentEncryptionAlgorithm":
      return `${inspection.cipherTitle}, IV ${inspection.ivHex}`
    case "encryptedContent": {
      const pieces = content.pieces === 1 ? "" : ` in ${grouped(content.pieces)} pieces`
      return `content ${grouped(content.bytes)} bytes${pieces}, from ${grouped(content.firstOctet)}`
    }
    case "mac":
      return `${inspection.tagBytes} bytes`
    default:
      return typeName(node)
  }
}

/** 1234567 as 1,234,567. */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",")
}
