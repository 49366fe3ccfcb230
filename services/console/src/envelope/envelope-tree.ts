/** What the tree needs to know of a value. */
interface EnvelopePlace {
  /** Position of the first octet of its header. */
  readonly offset: number
  readonly depth: number
  readonly totalBytes: number
  /** The field in the words of the RFC; null for a value inside one. */
  readonly name: string | null
}

/** @returns the index of the value that holds the one at `index`; -1 for the outermost. */
export function parentOf(fields: readonly EnvelopePlace[], index: number): number {
  const depth = fields[index]?.depth ?? 0
  for (let at = index - 1; at >= 0; at -= 1) {
    if ((fields[at]?.depth ?? 0) < depth) return at
  }
  return -1
}

export function hasChildren(fields: readonly EnvelopePlace[], index: number): boolean {
  return (fields[index + 1]?.depth ?? 0) > (fields[index]?.depth ?? 0)
}

/** @returns the indexes of the values that are not inside a folded one, in their order. */
export function visibleFields(
  fields: readonly EnvelopePlace[],
  folded: ReadonlySet<number>,
): readonly number[] {
  const visible: number[] = []
  let hiddenBelow = Number.POSITIVE_INFINITY
  for (const [index, { depth }] of fields.entries()) {
    if (depth > hiddenBelow) continue
    hiddenBelow = folded.has(index) ? depth : Number.POSITIVE_INFINITY
    visible.push(index)
  }
  return visible
}

/** @returns the index of the innermost value that contains a byte; -1 when none does. */
export function deepestAt(fields: readonly EnvelopePlace[], byte: number): number {
  return fields.findLastIndex(
    ({ offset, totalBytes }) => byte >= offset && byte < offset + totalBytes,
  )
}

/** Values inside a field that the RFC names no further are folded at first. */
export function foldedAtFirst(fields: readonly EnvelopePlace[]): ReadonlySet<number> {
  const isFolded = (index: number): boolean =>
    hasChildren(fields, index) && fields[index + 1]?.name === null
  return new Set(fields.map((_, index) => index).filter(isFolded))
}
