import { isContext, readSequence, type Asn1Node } from "@gir/asn1"
import { malformed } from "./refuse.ts"

/**
 * ```asn1
 * OriginatorInfo ::= SEQUENCE {                         -- RFC 5652 §6.1
 *   certs [0] IMPLICIT CertificateSet OPTIONAL,
 *   crls [1] IMPLICIT RevocationInfoChoices OPTIONAL }
 * ```
 *
 * Only counted: an originator's certificate serves key agreement, which is not read here.
 */
export interface OriginatorInfo {
  readonly certificates: number
  readonly revocationLists: number
}

/** @throws ERR_CMS_MALFORMED */
export function decodeOriginatorInfo(node: Asn1Node): OriginatorInfo {
  const fields = readSequence(node)
  const known = fields.every((field) => isContext(field, 0) || isContext(field, 1))
  if (!known) throw malformed("not an OriginatorInfo", node.offset)
  const count = (n: number): number =>
    fields.find((field) => isContext(field, n))?.children.length ?? 0
  return { certificates: count(0), revocationLists: count(1) }
}
