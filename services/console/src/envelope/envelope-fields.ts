import type { EnvelopeNodeView, EnvelopeRecipientView, EnvelopeView } from "@gir/contracts"
import { formatBytes } from "../ui/format.ts"
import type { EnvelopeField } from "./envelope-tree.ts"

const UNIVERSAL_TYPES: Readonly<Record<number, string>> = {
  0: "end of contents",
  1: "BOOLEAN",
  2: "INTEGER",
  3: "BIT STRING",
  4: "OCTET STRING",
  5: "NULL",
  6: "OBJECT IDENTIFIER",
  12: "UTF8String",
  16: "SEQUENCE",
  17: "SET",
  19: "PrintableString",
  20: "TeletexString",
  22: "IA5String",
  23: "UTCTime",
  24: "GeneralizedTime",
}

/** @returns the values of an envelope as the tree shows them, in the order of the encoding. */
export function envelopeFields(view: EnvelopeView): readonly EnvelopeField[] {
  return view.nodes.map((node, index) => ({
    offset: node.offset,
    depth: node.depth,
    headerBytes: node.headerBytes,
    totalBytes: totalBytes(view, index),
    name: node.name,
    type: typeName(node),
    value: describe(view, node),
  }))
}

/** The end of a value of indefinite length is where the next one begins that is not inside it. */
function totalBytes({ nodes, storedBytes }: EnvelopeView, index: number): number {
  const node = nodes[index]
  if (node === undefined) return 0
  if (node.contentBytes !== null) return node.headerBytes + node.contentBytes
  const next = nodes.slice(index + 1).find((other) => other.depth <= node.depth)
  return (next?.offset ?? storedBytes) - node.offset
}

function typeName({ tagClass, tagNumber }: EnvelopeNodeView): string {
  if (tagClass === "universal") return UNIVERSAL_TYPES[tagNumber] ?? `UNIVERSAL ${tagNumber}`
  if (tagClass === "context") return `[${tagNumber}]`
  return `[${tagClass.toUpperCase()} ${tagNumber}]`
}

function describe(view: EnvelopeView, node: EnvelopeNodeView): string {
  const recipient = recipientAt(view, node.offset)
  if (recipient !== undefined) return describeInRecipient(recipient, node)
  const values: Readonly<Record<string, string>> = {
    // The outer one; that of the content lies deeper.
    contentType: node.depth === 1 ? view.contentType : typeName(node),
    recipientInfos: `SET OF ${view.recipients.length}`,
    contentEncryptionAlgorithm: view.cipherTitle,
    encryptedContent: `content ${formatBytes(view.content.bytes)}, from ${view.content.firstOctet}`,
  }
  return values[node.name ?? ""] ?? typeName(node)
}

function describeInRecipient(recipient: EnvelopeRecipientView, node: EnvelopeNodeView): string {
  const name = recipientName(recipient)
  const values: Readonly<Record<string, string>> = {
    KeyTransRecipientInfo: name,
    version: String(recipient.version ?? ""),
    rid: recipient.issuer === undefined ? name : `${name}, ${recipient.issuer}`,
    keyEncryptionAlgorithm: recipient.keyTransport ?? "",
    encryptedKey: "the session key, locked for this certificate",
  }
  return values[node.name ?? ""] ?? typeName(node)
}

/** @returns the recipient in whose part of the envelope a byte lies. */
export function recipientAt(view: EnvelopeView, byte: number): EnvelopeRecipientView | undefined {
  return view.recipients.find(({ offset, bytes }) => byte >= offset && byte < offset + bytes)
}

export function recipientName({
  serialNumber,
  subjectKeyIdentifier,
  type,
}: EnvelopeRecipientView): string {
  if (serialNumber !== undefined) return `serial ${serialNumber}`
  return subjectKeyIdentifier === undefined ? type : `key identifier ${subjectKeyIdentifier}`
}
