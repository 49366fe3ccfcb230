import type { EnvelopeNodeView, EnvelopeRecipientView, EnvelopeView } from "@gir/contracts"

/** One value of an envelope, with a length: a stored envelope that is shown is not cut. */
export interface EnvelopeField extends EnvelopeNodeView {
  readonly totalBytes: number
}

/** @returns the values of an envelope as the tree shows them, in the order of the encoding. */
export function envelopeFields({ nodes, storedBytes }: EnvelopeView): readonly EnvelopeField[] {
  return nodes.map((node) => ({
    ...node,
    totalBytes: node.totalBytes ?? storedBytes - node.offset,
  }))
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
