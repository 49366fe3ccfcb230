import { GirError } from "@gir/errors"
import type Forge from "node-forge"
import { loadForge } from "./load-forge.ts"

/** The DN fields that `openssl req` asks for. Seed: "You must fill in all of them". */
export interface DnFields {
  /** Name of your Recording Solution: `Interaction Recording`. */
  readonly commonName: string
  readonly organization?: string
  readonly organizationUnit?: string
  readonly locality?: string
  /** Full name, not abbreviated. */
  readonly state?: string
  /** Two letters, ISO 3166. */
  readonly country?: string
  readonly email?: string
}

interface FieldRule {
  readonly type: string
  readonly maxCharacters: number
  readonly valueTag: "PRINTABLESTRING" | "UTF8" | "IA5STRING"
}

/** In the order of the seed's screenshot, with the upper bounds of RFC 5280 appendix A. */
const FIELDS: ReadonlyMap<keyof DnFields, FieldRule> = new Map([
  ["country", { type: "2.5.4.6", maxCharacters: 2, valueTag: "PRINTABLESTRING" }],
  ["state", { type: "2.5.4.8", maxCharacters: 128, valueTag: "UTF8" }],
  ["locality", { type: "2.5.4.7", maxCharacters: 128, valueTag: "UTF8" }],
  ["organization", { type: "2.5.4.10", maxCharacters: 64, valueTag: "UTF8" }],
  ["organizationUnit", { type: "2.5.4.11", maxCharacters: 64, valueTag: "UTF8" }],
  ["commonName", { type: "2.5.4.3", maxCharacters: 64, valueTag: "UTF8" }],
  ["email", { type: "1.2.840.113549.1.9.1", maxCharacters: 255, valueTag: "IA5STRING" }],
])

/** @throws ERR_X509_ISSUE_INVALID naming the field that is too long or of the wrong form. */
export function toForgeName(fields: DnFields): Forge.pki.CertificateField[] {
  const { Type } = loadForge().asn1
  return [...FIELDS].flatMap(([field, rule]) => {
    const value = fields[field]
    if (value === undefined) return []
    assertField(field, value, rule)
    // The published types allow only the enum of forge's own string types here.
    const valueTagClass = Type[rule.valueTag] as unknown as Forge.asn1.Class
    return [{ type: rule.type, value, valueTagClass }]
  })
}

function assertField(field: keyof DnFields, value: string, { maxCharacters }: FieldRule): void {
  const characters = Array.from(value).length
  const hasForm =
    field === "country"
      ? /^[A-Z]{2}$/.test(value)
      : field === "email"
        ? /^[\x21-\x7E]+@[\x21-\x7E]+$/.test(value)
        : !/\p{Cc}/u.test(value)
  if (characters > 0 && characters <= maxCharacters && hasForm) return
  const message = `the DN field ${field} must have 1 to ${maxCharacters} characters of its form`
  throw new GirError("ERR_X509_ISSUE_INVALID", message, { fields: { field } })
}
