import { readOid, TAG, type Asn1Node } from "@gir/asn1"
import { sequenceFields } from "./der-fields.ts"

/**
 * ```asn1
 * AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
 * ```
 * RFC 5280 §4.1.1.2
 */
export interface AlgorithmIdentifier {
  readonly oid: string
  readonly parameters: Asn1Node | null
  readonly der: Uint8Array
}

export function readAlgorithmIdentifier(node: Asn1Node): AlgorithmIdentifier {
  const [, second] = node.children
  const fields = sequenceFields(node)
  const oid = readOid(fields.next(TAG.objectIdentifier, "algorithm"))
  const parameters = second === undefined ? null : fields.any("parameters")
  fields.end()
  return { oid, parameters, der: node.bytes }
}
