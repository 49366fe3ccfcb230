import {
  encodeContext,
  encodeSequence,
  isContext,
  isUniversal,
  readIntegerBytes,
  readOctetString,
  readSequence,
  TAG,
  toDer,
  type Asn1Node,
} from "@gir/asn1"
import { printSerialNumber, decodeDistinguishedName } from "@gir/x509"
import { isGirError } from "@gir/errors"
import { malformed, readingCms } from "./refuse.ts"

/**
 * Names the certificate that opens the envelope: this is where a recording is bound to a key.
 *
 * ```asn1
 * RecipientIdentifier ::= CHOICE {                      -- RFC 5652 §6.2.1
 *   issuerAndSerialNumber IssuerAndSerialNumber,
 *   subjectKeyIdentifier [0] SubjectKeyIdentifier }
 * IssuerAndSerialNumber ::= SEQUENCE {                  -- RFC 5652 §10.2.4
 *   issuer Name,
 *   serialNumber CertificateSerialNumber }
 * ```
 */
export type RecipientIdentifier = IssuerAndSerialNumber | SubjectKeyIdentifier

export interface IssuerAndSerialNumber {
  readonly kind: "issuerAndSerialNumber"
  /** The whole SEQUENCE as DER: equal bytes mean the same certificate. */
  readonly der: Uint8Array
  /** The same as it stands in the envelope that was read: nearly always DER already. */
  readonly stored?: Uint8Array
  /** The issuer's name, RFC 4514 text; `#` and its DER in hexadecimal when it is no proper name. */
  readonly issuer: string
  /** Upper-case hexadecimal, even length, no leading zero octets. */
  readonly serialNumber: string
}

export interface SubjectKeyIdentifier {
  readonly kind: "subjectKeyIdentifier"
  readonly keyIdentifier: Uint8Array
}

/** The two ways of naming a recipient, in the words of the RFC. */
export type RecipientIdentifierKind = RecipientIdentifier["kind"]

export function encodeRecipientIdentifier(identifier: RecipientIdentifier): Uint8Array {
  if (identifier.kind === "issuerAndSerialNumber") return identifier.der
  // The module of RFC 5652 §12.1 has IMPLICIT TAGS: the octets stand directly under [0].
  return encodeContext(0, identifier.keyIdentifier, { constructed: false })
}

/** @throws ERR_CMS_MALFORMED */
export function decodeRecipientIdentifier(node: Asn1Node): RecipientIdentifier {
  if (isContext(node, 0)) {
    return { kind: "subjectKeyIdentifier", keyIdentifier: readOctetString(node) }
  }
  if (!isUniversal(node, TAG.sequence)) {
    throw malformed("the recipient is named in neither of the two ways", node.offset)
  }
  const [issuer, serialNumber, ...rest] = readSequence(node)
  if (issuer === undefined || serialNumber === undefined || rest.length > 0) {
    throw malformed("not an issuer and a serial number", node.offset)
  }
  const serialOctets = readIntegerBytes(serialNumber)
  return {
    kind: "issuerAndSerialNumber",
    // What a foreign writer put down as BER is compared as DER; most need no such comparison.
    get der() {
      return readingCms(() => encodeSequence(toDer(issuer), toDer(serialNumber)))
    },
    get stored() {
      return node.bytes
    },
    // Printing a name costs more than all the rest of the header, and both are only for people.
    get issuer() {
      return printName(readingCms(() => toDer(issuer)))
    },
    get serialNumber() {
      return printSerialNumber(serialOctets)
    },
  }
}

/** A stranger's odd name must not keep the other recipients from opening the envelope. */
function printName(der: Uint8Array): string {
  try {
    return decodeDistinguishedName(der).rfc4514
  } catch (error) {
    if (!isGirError(error)) throw error
    return `#${Buffer.from(der).toString("hex")}`
  }
}

/** One line for people and for logs. */
export function describeRecipientIdentifier(identifier: RecipientIdentifier): string {
  if (identifier.kind === "subjectKeyIdentifier") {
    return `subject key identifier ${hexText(identifier.keyIdentifier)}`
  }
  return `${identifier.issuer}, serial ${identifier.serialNumber}`
}

/** Upper-case hexadecimal, as serial numbers and key identifiers are shown. */
export function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase()
}
