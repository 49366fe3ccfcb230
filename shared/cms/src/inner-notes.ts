import type { FieldNote } from "./field-notes.ts"

const NAME = "RFC 5280 section 4.1.2.4"
const ALGORITHM = "RFC 5280 section 4.1.1.2"
const OAEP = "RFC 8017 appendix A.2.1"
const GCM = "RFC 5084 section 3.2"
const ATTRIBUTE = "RFC 5652 section 5.3"

/** What lies deeper inside a field of an envelope. */
const NOTES: Readonly<Record<string, FieldNote>> = {
  issuer: {
    asn1: "issuer Name ::= CHOICE { rdnSequence SEQUENCE OF RelativeDistinguishedName }",
    standard: NAME,
    sentence: "Who signed the certificate: half of its name.",
  },
  serialNumber: {
    asn1: "serialNumber CertificateSerialNumber ::= INTEGER",
    standard: "RFC 5652 section 10.2.4",
    sentence: "The number that the issuer gave the certificate: the other half of its name.",
  },
  RelativeDistinguishedName: {
    asn1: "RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue",
    standard: NAME,
    sentence: "One step of the issuer's name.",
  },
  AttributeTypeAndValue: {
    asn1: "AttributeTypeAndValue ::= SEQUENCE { type, value }",
    standard: NAME,
    sentence: "What kind of name it is, and the name.",
  },
  type: {
    asn1: "type AttributeType ::= OBJECT IDENTIFIER",
    standard: NAME,
    sentence: "The kind of name: a country, an organization, a common name.",
  },
  value: {
    asn1: "value AttributeValue ::= ANY DEFINED BY type",
    standard: NAME,
    sentence: "The name itself, as text.",
  },
  AlgorithmIdentifier: {
    asn1: "AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }",
    standard: ALGORITHM,
    sentence: "An algorithm, and what it is told.",
  },
  algorithm: {
    asn1: "algorithm OBJECT IDENTIFIER",
    standard: ALGORITHM,
    sentence: "Which algorithm, as a number that everybody has agreed on.",
  },
  parameters: {
    asn1: "parameters ANY DEFINED BY algorithm OPTIONAL",
    standard: ALGORITHM,
    sentence: "What the algorithm is told: nothing, an IV, or a list of choices.",
  },
  hashAlgorithm: {
    asn1: "hashAlgorithm [0] HashAlgorithm DEFAULT sha1",
    standard: OAEP,
    sentence: "The hash by which OAEP pads.",
  },
  maskGenAlgorithm: {
    asn1: "maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1",
    standard: OAEP,
    sentence: "How OAEP makes a mask, and with which hash.",
  },
  pSourceAlgorithm: {
    asn1: "pSourceAlgorithm [2] PSourceAlgorithm DEFAULT pSpecifiedEmpty",
    standard: OAEP,
    sentence: "A label that both sides know; usually empty.",
  },
  "aes-nonce": {
    asn1: "aes-nonce OCTET STRING",
    standard: GCM,
    sentence: "The nonce, which is no secret and never used twice with one key.",
  },
  "aes-ICVlen": {
    asn1: "aes-ICVlen AES-GCM-ICVlen DEFAULT 12",
    standard: GCM,
    sentence: "How many bytes the tag has.",
  },
  Attribute: {
    asn1: "Attribute ::= SEQUENCE { attrType, attrValues }",
    standard: ATTRIBUTE,
    sentence: "One fact in clear.",
  },
  attrType: {
    asn1: "attrType OBJECT IDENTIFIER",
    standard: ATTRIBUTE,
    sentence: "What the fact is about.",
  },
  attrValues: {
    asn1: "attrValues SET OF AttributeValue",
    standard: ATTRIBUTE,
    sentence: "The fact itself.",
  },
  piece: {
    asn1: "OCTET STRING",
    standard: "X.690 section 8.7.3",
    sentence: "One piece of a string that was written before its length was known.",
  },
  "end-of-contents": {
    asn1: "end-of-contents octets",
    standard: "X.690 section 8.1.5",
    sentence: "Two zero bytes: here ends a value that was begun before its length was known.",
  },
}

/** @returns null for a value that no standard names. */
export function innerNoteOf(name: string): FieldNote | null {
  return NOTES[name] ?? null
}

/** For a value that has nothing but its type, as those of a certificate in originatorInfo. */
export function noteOfType(asn1: string): FieldNote {
  return {
    asn1,
    standard: "X.690 section 8",
    sentence: "A value inside the field above, known here by its type only.",
  }
}
