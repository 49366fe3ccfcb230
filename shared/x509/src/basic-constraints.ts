import { readBoolean, readSmallInteger, TAG, type Asn1Node } from "@gir/asn1"
import { sequenceFields, unexpected } from "./der-fields.ts"

/**
 * ```asn1
 * BasicConstraints ::= SEQUENCE {
 *   cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
 * ```
 * RFC 5280 §4.2.1.9
 */
export interface BasicConstraints {
  readonly isCa: boolean
  /** CA certificates that may follow in a path; `null` is no limit. */
  readonly pathLength: number | null
}

export function readBasicConstraints(node: Asn1Node): BasicConstraints {
  const fields = sequenceFields(node)
  const cA = fields.optional(TAG.boolean)
  const pathLenConstraint = fields.optional(TAG.integer)
  fields.end()
  const pathLength = pathLenConstraint === null ? null : readSmallInteger(pathLenConstraint)
  if (pathLength !== null && pathLength < 0) throw unexpected("pathLen is negative", node)
  return { isCa: cA !== null && readBoolean(cA), pathLength }
}
