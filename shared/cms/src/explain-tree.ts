import { describeNode, recipientAt, typeName } from "./describe-node.ts"
import { noteOf } from "./field-notes.ts"
import { innerFields } from "./inner-fields.ts"
import { innerNoteOf, noteOfType } from "./inner-notes.ts"
import type { EnvelopeInspection } from "./inspect-envelope.ts"
import type { ListedNode } from "./list-nodes.ts"
import { primitiveValue } from "./primitive-value.ts"
import { shellWord } from "./shell-word.ts"

/** One field of an envelope, told to somebody who learns. */
export interface ExplainedNode {
  readonly offset: number
  readonly totalBytes: number | null
  readonly depth: number
  /** `[0] KeyTransRecipientInfo`, `rid`. */
  readonly field: string
  readonly value: string
  readonly asn1: string
  readonly standard: string
  readonly sentence: string
  /** The command that shows the same bytes. */
  readonly openssl: string | null
}

interface Told {
  readonly inspection: EnvelopeInspection
  /** A file of the DER encoding. */
  readonly file: string
}

/** @returns the fields that have a name in RFC 5652 or 5083, in the order of the encoding. */
export function explainTree(nodes: readonly ListedNode[], told: Told): ExplainedNode[] {
  return nodes.flatMap((node) => {
    const { name, offset, totalBytes, depth } = node
    const note = name === null ? null : noteOf(name, depth)
    if (name === null || note === null) return []
    const recipient = recipientAt(told.inspection, offset)
    const isRecipient = recipient !== null && recipient.recipient.offset === offset
    const field = isRecipient ? `[${recipient.index}] ${name}` : name
    const value = describeNode(node, told.inspection)
    const openssl = opensslFor(node, told.file)
    return [{ offset, totalBytes, depth, field, value, ...note, openssl }]
  })
}

/**
 * Explains every value, those inside a named field as well, in the order of the encoding.
 *
 * @param octetsAt bytes of the encoding; null where they are not at hand.
 */
export function explainWhole(
  nodes: readonly ListedNode[],
  told: Told,
  octetsAt: (from: number, to: number) => Uint8Array | null,
): ExplainedNode[] {
  const names = innerFields(nodes)
  return nodes.map((node, index) => {
    const { offset, totalBytes, depth } = node
    const [explained] = explainTree([node], told)
    if (explained !== undefined) return explained
    const type = typeName(node)
    const name = names[index] ?? type
    const note = noteOf(name, depth) ?? innerNoteOf(name) ?? noteOfType(type)
    const encoding = totalBytes === null ? null : octetsAt(offset, offset + totalBytes)
    const value = (encoding === null ? null : primitiveValue(encoding)) ?? type
    const openssl = opensslFor({ ...node, name }, told.file)
    return { offset, totalBytes, depth, field: name, value, ...note, openssl }
  })
}

/** @returns the command that writes a value's content octets to its standard output. */
export function cutOf(
  {
    offset,
    headerBytes,
    contentBytes,
  }: Pick<ListedNode, "offset" | "headerBytes" | "contentBytes">,
  file: string,
): string {
  return `tail -c +${offset + headerBytes + 1} ${shellWord(file)} | head -c ${contentBytes ?? 0}`
}

/** `asn1parse -strparse` reads on inside; what is no encoding is cut out as bytes. */
function opensslFor(
  { name, offset, headerBytes, contentBytes, isConstructed }: ListedNode,
  file: string,
) {
  const word = shellWord(file)
  if (offset === 0) return `openssl asn1parse -inform DER -in ${word}`
  if (isConstructed) return `openssl asn1parse -inform DER -in ${word} -strparse ${offset}`
  if (name === "encryptedKey" || name === "mac" || name === "encryptedContent") {
    if (contentBytes === null) return null
    return `${cutOf({ offset, headerBytes, contentBytes }, file)} | od -A d -t x1`
  }
  return `openssl asn1parse -inform DER -in ${word} -offset ${offset} -length ${headerBytes + (contentBytes ?? 0)}`
}
