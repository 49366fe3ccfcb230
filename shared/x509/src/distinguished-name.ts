import {
  decodeAsn1,
  isUniversal,
  readOid,
  readSet,
  readString,
  TAG,
  type Asn1Node,
} from "@gir/asn1"
import { readAs, sequenceFields, sequenceOf, unexpected } from "./der-fields.ts"

/**
 * ```asn1
 * Name ::= CHOICE { rdnSequence RDNSequence }
 * RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
 * RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
 * AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
 * ```
 * RFC 5280 §4.1.2.4
 */
export interface DistinguishedName {
  readonly der: Uint8Array
  /** RFC 4514: last relative name first. */
  readonly rfc4514: string
  /** As the Upload Certificate panel shows it: `C=CA,ST=Ontario,...,CN=Cert1 User,E=...`. */
  readonly display: string
  /** The most specific Common Name. */
  readonly commonName: string | null
  readonly organization: string | null
  /** The most specific emailAddress. */
  readonly email: string | null
  /** Every emailAddress: name constraints bear on all of them. */
  readonly emails: readonly string[]
  /**
   * One text per relative name, equal when RFC 5280 §7.1 calls the names equal: letter case,
   * string type and runs of spaces do not count.
   */
  readonly comparable: readonly string[]
}

interface Attribute {
  readonly oid: string
  /** `null` when the value is no character string. */
  readonly text: string | null
  readonly valueDer: Uint8Array
}

const COMMON_NAME = "2.5.4.3"
const ORGANIZATION = "2.5.4.10"
const EMAIL_ADDRESS = "1.2.840.113549.1.9.1"

/** RFC 4514 §3, and the names that OpenSSL gives to the attributes people really use. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [COMMON_NAME, "CN"],
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "street"],
  [ORGANIZATION, "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.12", "title"],
  ["2.5.4.42", "GN"],
  ["2.5.4.97", "organizationIdentifier"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  [EMAIL_ADDRESS, "emailAddress"],
])

/** The types whose values are compared without regard to case and spaces (RFC 5280 §7.1). */
const STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
  TAG.numericString,
])

/** @throws ERR_X509_NAME_INVALID when a value holds a NUL or is not valid text. */
export function readDistinguishedName(node: Asn1Node): DistinguishedName {
  const names = sequenceOf(node).map(readRelativeName)
  const attributes = names.flat()
  const last = (oid: string): string | null =>
    attributes.findLast((attribute) => attribute.oid === oid)?.text ?? null
  return {
    der: node.bytes,
    rfc4514: names
      .toReversed()
      .map((name) => printRelativeName(name, "emailAddress"))
      .join(","),
    display: names.map((name) => printRelativeName(name, "E")).join(","),
    commonName: last(COMMON_NAME),
    organization: last(ORGANIZATION),
    email: last(EMAIL_ADDRESS),
    emails: attributes.flatMap(({ oid, text }) =>
      oid === EMAIL_ADDRESS && text !== null ? [text] : [],
    ),
    comparable: names.map(comparableName),
  }
}

/** @throws ERR_X509_NAME_INVALID also when the bytes are no Name at all. */
export function decodeDistinguishedName(der: Uint8Array): DistinguishedName {
  return readAs("ERR_X509_NAME_INVALID", "the name cannot be read", () =>
    readDistinguishedName(decodeAsn1(der, { rules: "der" })),
  )
}

/** RFC 5280 §7.1. */
export function isSameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return nameKey(a) === nameKey(b)
}

/** A text that is equal for equal names, to look issuers up by. */
export function nameKey(name: DistinguishedName): string {
  return name.comparable.join("\u0001")
}

function readRelativeName(node: Asn1Node): readonly Attribute[] {
  if (!isUniversal(node, TAG.set)) throw unexpected("SET expected", node)
  const attributes = readSet(node).map(readAttribute)
  if (attributes.length === 0) throw unexpected("a relative name without an attribute", node)
  return attributes
}

function readAttribute(node: Asn1Node): Attribute {
  const fields = sequenceFields(node)
  const oid = readOid(fields.next(TAG.objectIdentifier, "attribute type"))
  const value = fields.any("attribute value")
  fields.end()
  const isString = value.tagClass === "universal" && STRING_TAGS.has(value.tagNumber)
  const text = isString
    ? readAs("ERR_X509_NAME_INVALID", `the name's ${shortName(oid)}`, () => readString(value))
    : null
  return { oid, text, valueDer: value.bytes }
}

function shortName(oid: string): string {
  return SHORT_NAMES.get(oid) ?? oid
}

function printRelativeName(attributes: readonly Attribute[], emailName: string): string {
  return attributes.map((attribute) => printAttribute(attribute, emailName)).join("+")
}

function printAttribute({ oid, text, valueDer }: Attribute, emailName: string): string {
  const name = SHORT_NAMES.get(oid)
  // RFC 4514 §2.4: without a known name, or a string form, the value is # and its BER in hex.
  if (name === undefined || text === null) {
    return `${name ?? oid}=#${Buffer.from(valueDer).toString("hex")}`
  }
  return `${oid === EMAIL_ADDRESS ? emailName : name}=${escapeValue(text)}`
}

/** RFC 4514 §2.4. Control characters are escaped too: a name must not break a line of a log. */
function escapeValue(text: string): string {
  return text
    .replace(/["+,;<>\\]/g, "\\$&")
    .replace(/^[ #]/, "\\$&")
    .replace(/(?<!\\) $/, "\\ ")
    .replace(/\p{Cc}/gu, hexOctets)
}

function hexOctets(character: string): string {
  return Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "\\$&")
}

function comparableName(attributes: readonly Attribute[]): string {
  return JSON.stringify(attributes.map(comparableAttribute).toSorted())
}

function comparableAttribute({ oid, text, valueDer }: Attribute): string {
  if (text === null) return `${oid}#${Buffer.from(valueDer).toString("hex")}`
  const folded = text.trim().replace(/[ \t\n\v\f\r]+/g, " ")
  return `${oid}=${folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase())}`
}
