import type { Asn1Node } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"
import { assertPrimitive, isUniversal } from "./read-values.ts"

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

/**
 * Reads UTCTime or GeneralizedTime in the one form that RFC 5280 §4.1.2.5 allows: with seconds,
 * in Greenwich Mean Time, without fractions.
 *
 * @throws ERR_ASN1_MALFORMED
 */
export function readTime(node: Asn1Node): Date {
  const isUtc = isUniversal(node, TAG.utcTime)
  if (!isUtc && !isUniversal(node, TAG.generalizedTime)) {
    throw malformed("expected UTCTime or GeneralizedTime", node.offset)
  }
  assertPrimitive(node)
  const text = Buffer.from(node.content).toString("latin1")
  const match = (isUtc ? UTC_TIME : GENERALIZED_TIME).exec(text)
  if (match === null) throw malformed("the time is not in its RFC 5280 form", node.offset)
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as SixNumbers
  const date = new Date(0)
  date.setUTCFullYear(isUtc ? fullYear(year) : year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  // A day or an hour that does not exist has rolled over into the next one.
  const isReal = date
    .toISOString()
    .replace(/[-:T]/g, "")
    .startsWith(text.slice(isUtc ? 2 : 4, -1), 4)
  if (!isReal) throw malformed("the time does not exist", node.offset)
  return date
}

type SixNumbers = [number, number, number, number, number, number]

/** RFC 5280 §4.1.2.5.1: years from 50 to 99 are 19YY, the others 20YY. */
function fullYear(year: number): number {
  return year >= 50 ? 1900 + year : 2000 + year
}
