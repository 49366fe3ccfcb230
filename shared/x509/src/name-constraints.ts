import { readInteger, type Asn1Node } from "@gir/asn1"
import { sequenceFields, unexpected } from "./der-fields.ts"
import { readGeneralName, type GeneralName } from "./general-name.ts"

/**
 * ```asn1
 * NameConstraints ::= SEQUENCE {
 *   permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees OPTIONAL }
 * GeneralSubtree ::= SEQUENCE {
 *   base GeneralName, minimum [0] BaseDistance DEFAULT 0, maximum [1] BaseDistance OPTIONAL }
 * ```
 * RFC 5280 §4.2.1.10
 */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

export function readNameConstraints(node: Asn1Node): NameConstraints {
  const fields = sequenceFields(node)
  const permitted = fields.optionalContext(0)
  const excluded = fields.optionalContext(1)
  fields.end()
  // RFC 5280 §4.2.1.10: "Conforming CAs MUST NOT issue certificates where name constraints is an
  // empty sequence."
  if (permitted === null && excluded === null) throw unexpected("no subtree at all", node)
  return {
    permitted: permitted?.children.map(readSubtree) ?? [],
    excluded: excluded?.children.map(readSubtree) ?? [],
  }
}

function readSubtree(node: Asn1Node): GeneralName {
  const fields = sequenceFields(node)
  const base = readGeneralName(fields.any("base"))
  const minimum = fields.optionalContext(0)
  const maximum = fields.optionalContext(1)
  fields.end()
  // RFC 5280 §4.2.1.10: "the minimum MUST be zero, and maximum MUST be absent".
  if (maximum !== null || (minimum !== null && readInteger(minimum) !== 0n)) {
    throw unexpected("a subtree with a minimum or maximum", node)
  }
  return base
}
