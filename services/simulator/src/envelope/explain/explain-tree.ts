import type { EnvelopeInspection } from "@gir/cms"
import { describeNode, recipientAt } from "../describe-node.ts"
import type { ListedNode } from "../node-list.ts"
import { noteOf } from "./field-notes.ts"
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
