/** What a field of an envelope is, for a person who has never seen one. */
export interface FieldNote {
  /** Its line in the standard. */
  readonly asn1: string
  readonly standard: string
  readonly sentence: string
}

const ENVELOPED = "RFC 5652 section 6.1"
const KTRI = "RFC 5652 section 6.2.1"
const AUTH = "RFC 5083 section 2.1"

const NOTES: Readonly<Record<string, FieldNote>> = {
  ContentInfo: {
    asn1: "ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY }",
    standard: "RFC 5652 section 3",
    sentence: "The whole file: what kind of message it is, and the message.",
  },
  content: {
    asn1: "content [0] EXPLICIT ANY DEFINED BY contentType",
    standard: "RFC 5652 section 3",
    sentence: "A wrapper with nothing of its own inside but the message.",
  },
  EnvelopedData: {
    asn1: "EnvelopedData ::= SEQUENCE { version, originatorInfo [0] OPTIONAL, recipientInfos, ... }",
    standard: ENVELOPED,
    sentence: "Encrypted content, and the session key locked once for each certificate.",
  },
  AuthEnvelopedData: {
    asn1: "AuthEnvelopedData ::= SEQUENCE { version, ..., authEncryptedContentInfo, ..., mac, ... }",
    standard: AUTH,
    sentence: "The same with a tag, by which a changed byte is noticed.",
  },
  version: {
    asn1: "version CMSVersion",
    standard: "RFC 5652 section 10.2.5",
    sentence: "A number that follows from which optional fields are there.",
  },
  originatorInfo: {
    asn1: "originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL",
    standard: ENVELOPED,
    sentence: "Certificates that the writer has added for the reader.",
  },
  recipientInfos: {
    asn1: "recipientInfos RecipientInfos ::= SET SIZE (1..MAX) OF RecipientInfo",
    standard: ENVELOPED,
    sentence: "One entry for each certificate on the profile; any one of them opens the file.",
  },
  KeyTransRecipientInfo: {
    asn1: "KeyTransRecipientInfo ::= SEQUENCE { version, rid, keyEncryptionAlgorithm, encryptedKey }",
    standard: KTRI,
    sentence: "The session key, locked for one certificate.",
  },
  RecipientInfo: {
    asn1: "RecipientInfo ::= CHOICE { ktri, kari [1], kekri [2], pwri [3], ori [4] }",
    standard: "RFC 5652 section 6.2",
    sentence: "A recipient of a kind that GIR does not use: no certificate with an RSA key.",
  },
  rid: {
    asn1: "rid RecipientIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier [0] }",
    standard: KTRI,
    sentence: "Which certificate this entry is for; RCS looks for its private key by this name.",
  },
  keyEncryptionAlgorithm: {
    asn1: "keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier",
    standard: KTRI,
    sentence: "How the session key was padded before RSA.",
  },
  encryptedKey: {
    asn1: "encryptedKey EncryptedKey ::= OCTET STRING",
    standard: KTRI,
    sentence: "The session key under the certificate's public key: as long as the RSA modulus.",
  },
  encryptedContentInfo: {
    asn1: "EncryptedContentInfo ::= SEQUENCE { contentType, contentEncryptionAlgorithm, encryptedContent }",
    standard: ENVELOPED,
    sentence: "How the recording was encrypted, and the recording.",
  },
  authEncryptedContentInfo: {
    asn1: "authEncryptedContentInfo EncryptedContentInfo",
    standard: AUTH,
    sentence: "How the recording was encrypted, and the recording.",
  },
  contentEncryptionAlgorithm: {
    asn1: "contentEncryptionAlgorithm AlgorithmIdentifier { algorithm, parameters }",
    standard: ENVELOPED,
    sentence: "The cipher, and the IV or nonce, which is no secret and never used twice.",
  },
  encryptedContent: {
    asn1: "encryptedContent [0] IMPLICIT OCTET STRING OPTIONAL",
    standard: ENVELOPED,
    sentence: "The recording under the session key; without it these bytes are noise.",
  },
  authAttrs: {
    asn1: "authAttrs [1] IMPLICIT AuthAttributes OPTIONAL",
    standard: AUTH,
    sentence: "Facts in clear that the tag covers as well.",
  },
  mac: {
    asn1: "mac MessageAuthenticationCode ::= OCTET STRING",
    standard: AUTH,
    sentence: "The tag: it fits only this content under this session key.",
  },
  unauthAttrs: {
    asn1: "unauthAttrs [2] IMPLICIT UnauthAttributes OPTIONAL",
    standard: AUTH,
    sentence: "Facts in clear that nothing protects.",
  },
  unprotectedAttrs: {
    asn1: "unprotectedAttrs [1] IMPLICIT UnprotectedAttributes OPTIONAL",
    standard: ENVELOPED,
    sentence: "Facts in clear that nothing protects.",
  },
}

/** The field of this name occurs twice, in the file and in the content that is encrypted. */
const OUTER_TYPE: FieldNote = {
  asn1: "contentType ContentType ::= OBJECT IDENTIFIER",
  standard: "RFC 5652 section 3",
  sentence: "The kind of message, as a number that everybody has agreed on.",
}
const INNER_TYPE: FieldNote = {
  asn1: "contentType ContentType ::= OBJECT IDENTIFIER",
  standard: ENVELOPED,
  sentence: "The kind of what is encrypted: id-data, plain bytes.",
}

/** @returns null for a value that the standard gives no name of its own. */
export function noteOf(name: string, depth: number): FieldNote | null {
  if (name === "contentType") return depth === 1 ? OUTER_TYPE : INNER_TYPE
  return NOTES[name] ?? null
}
