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
    permitted: permitted === null ? [] : readSubtrees(permitted),
    excluded: excluded === null ? [] : readSubtrees(excluded),
  }
}

/** `GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree` */
function readSubtrees(node: Asn1Node): readonly GeneralName[] {
  if (node.children.length === 0) throw unexpected("no subtree at all", node)
  return node.children.map(readSubtree)
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
  if (base.kind === "iPAddress" && !isAddressRange(base.octets)) {
    throw unexpected("an IP address range that is none", node)
  }
  return base
}

/** "8 octets", or "32 octets": an address and a mask "in the style of RFC 4632 (CIDR)". */
function isAddressRange(octets: Uint8Array): boolean {
  if (octets.length !== 8 && octets.length !== 32) return false
  const mask = [...octets.subarray(octets.length / 2)]
  const bits = mask.map((octet) => octet.toString(2).padStart(8, "0")).join("")
  return /^1*0*$/.test(bits)
}
