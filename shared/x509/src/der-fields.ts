import { isContext, isUniversal, readSequence, TAG, type Asn1Node } from "@gir/asn1"
import { GirError, isGirError, type ErrorCode } from "@gir/errors"

/** Reads the components of a SEQUENCE one after the other, in the order of its ASN.1. */
export interface DerFields {
  /** The next component, which must be of this universal type. */
  next(tag: number, name: string): Asn1Node
  /** The next component, of whatever type. */
  any(name: string): Asn1Node
  /** The next component when it is of this universal type; `null` leaves it in place. */
  optional(tag: number): Asn1Node | null
  /** The next component when it carries `[n]`; `null` leaves it in place. */
  optionalContext(n: number): Asn1Node | null
  /** @throws ERR_ASN1_MALFORMED when components are left. */
  end(): void
}

/** @throws ERR_ASN1_MALFORMED when `node` is no SEQUENCE, `[n] IMPLICIT SEQUENCE` included. */
export function sequenceFields(node: Asn1Node): DerFields {
  const children = readSequence(node)
  let at = 0
  const take = (name: string, fits: (child: Asn1Node) => boolean): Asn1Node => {
    const child = children[at]
    if (child === undefined) throw unexpected(`${name} is missing`, node)
    if (!fits(child)) throw unexpected(`${name} expected`, child)
    at += 1
    return child
  }
  const takeOptional = (fits: (child: Asn1Node) => boolean): Asn1Node | null => {
    const child = children[at]
    if (child === undefined || !fits(child)) return null
    at += 1
    return child
  }
  return {
    next: (tag, name) => take(name, (child) => isUniversal(child, tag)),
    any: (name) => take(name, () => true),
    optional: (tag) => takeOptional((child) => isUniversal(child, tag)),
    optionalContext: (n) => takeOptional((child) => isContext(child, n)),
    end: () => {
      const extra = children[at]
      if (extra !== undefined) throw unexpected("a component too many", extra)
    },
  }
}

/** The one component of an EXPLICIT tag. @throws ERR_ASN1_MALFORMED */
export function explicit(node: Asn1Node): Asn1Node {
  const [inner, ...rest] = node.children
  if (inner === undefined || rest.length > 0) throw unexpected("one value expected", node)
  return inner
}

/** A SEQUENCE OF with universal tag. @throws ERR_ASN1_MALFORMED */
export function sequenceOf(node: Asn1Node): readonly Asn1Node[] {
  if (!isUniversal(node, TAG.sequence)) throw unexpected("SEQUENCE expected", node)
  return readSequence(node)
}

export function unexpected(what: string, node: Asn1Node): GirError {
  return new GirError("ERR_ASN1_MALFORMED", what, {
    fields: { offset: node.offset },
    where: `byte ${node.offset}`,
  })
}

/** Runs a reader, and gives its ERR_ASN1_MALFORMED the code of the thing that was read. */
export function readAs<T>(code: ErrorCode, thing: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isGirError(error, "ERR_ASN1_MALFORMED")) throw error
    const place = error.where === undefined ? "" : ` (${error.where})`
    throw new GirError(code, `${thing}: ${error.message}${place}`, {
      cause: error,
      fields: error.fields,
    })
  }
}
