import { isGirError, type GirError } from "@gir/errors"
import type { CiphertextSource } from "./ciphertext-source.ts"
import { inspectNodes, type NamedNode } from "./inspect-envelope.ts"

/** One value of the encoding, with its end. */
export interface ListedNode extends NamedNode {
  /** Header, content, and the end-of-contents octets of an indefinite value. */
  totalBytes: number | null
}

export interface NodeList {
  readonly nodes: readonly ListedNode[]
  /** Values beyond the most that are listed. */
  readonly omitted: number
  /** Where reading stopped; `null` when the whole encoding was read. */
  readonly fault: GirError | null
}

/** So many lines nobody reads; a hostile file must not fill the memory. */
const MAX_NODES = 200_000

/**
 * Lists the values of an envelope as far as it can be read.
 *
 * @param isListed chooses what is listed; the others are only walked over.
 */
export async function listNodes(
  source: CiphertextSource,
  isListed: (node: NamedNode) => boolean,
): Promise<NodeList> {
  const nodes: ListedNode[] = []
  /** Indefinite values that are open, the innermost last; `null` for what is not listed. */
  const open: (ListedNode | null)[] = []
  let omitted = 0
  let fault: GirError | null = null
  try {
    for await (const node of inspectNodes(source)) {
      const { offset, headerBytes, contentBytes } = node
      const totalBytes = contentBytes === null ? null : headerBytes + contentBytes
      const listed = { ...node, totalBytes }
      const isKept = isListed(node) && nodes.length < MAX_NODES
      if (isKept) nodes.push(listed)
      else if (isListed(node)) omitted += 1
      if (isEndOfContents(node)) endIndefinite(open.pop(), offset + headerBytes)
      else if (contentBytes === null) open.push(isKept ? listed : null)
    }
  } catch (error) {
    if (!isGirError(error)) throw error
    fault = error
  }
  return { nodes, omitted, fault }
}

function endIndefinite(node: ListedNode | null | undefined, end: number): void {
  if (node) node.totalBytes = end - node.offset
}

function isEndOfContents({ tagClass, tagNumber }: NamedNode): boolean {
  return tagClass === "universal" && tagNumber === 0
}
