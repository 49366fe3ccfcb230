import {
  encodeInteger,
  encodeOctetString,
  encodeSequence,
  readOctetString,
  readSequence,
  readSmallInteger,
  type Asn1Node,
} from "@gir/asn1"
import {
  decodeKeyEncryptionAlgorithm,
  encodeKeyEncryptionAlgorithm,
  type KeyEncryptionAlgorithm,
} from "./key-encryption-algorithm.ts"
import {
  decodeRecipientIdentifier,
  encodeRecipientIdentifier,
  type RecipientIdentifier,
} from "./recipient-identifier.ts"
import { malformed } from "./refuse.ts"

/**
 * One way of opening the envelope: the CEK, encrypted to the public key of one certificate.
 *
 * ```asn1
 * KeyTransRecipientInfo ::= SEQUENCE {                  -- RFC 5652 §6.2.1
 *   version CMSVersion,  -- always set to 0 or 2
 *   rid RecipientIdentifier,
 *   keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier,
 *   encryptedKey EncryptedKey }
 * ```
 */
export interface KeyTransRecipientInfo {
  readonly type: "ktri"
  readonly version: number
  readonly rid: RecipientIdentifier
  readonly keyEncryptionAlgorithm: KeyEncryptionAlgorithm
  readonly encryptedKey: Uint8Array
}

export interface KeyTransFields {
  readonly rid: RecipientIdentifier
  readonly keyEncryptionAlgorithm: Exclude<KeyEncryptionAlgorithm, { kind: "unknown" }>
  readonly encryptedKey: Uint8Array
}

/** RFC 5652 §6.2.1: version 0 goes with issuerAndSerialNumber, 2 with subjectKeyIdentifier. */
export function keyTransVersion(rid: RecipientIdentifier): 0 | 2 {
  return rid.kind === "issuerAndSerialNumber" ? 0 : 2
}

export function encodeKeyTransRecipientInfo(fields: KeyTransFields): Uint8Array {
  return encodeSequence(
    encodeInteger(keyTransVersion(fields.rid)),
    encodeRecipientIdentifier(fields.rid),
    encodeKeyEncryptionAlgorithm(fields.keyEncryptionAlgorithm),
    encodeOctetString(fields.encryptedKey),
  )
}

/** @throws ERR_CMS_MALFORMED */
export function decodeKeyTransRecipientInfo(node: Asn1Node): KeyTransRecipientInfo {
  const [version, rid, algorithm, encryptedKey, ...rest] = readSequence(node)
  if (!version || !rid || !algorithm || !encryptedKey || rest.length > 0) {
    throw malformed("a KeyTransRecipientInfo has four fields", node.offset)
  }
  return {
    type: "ktri",
    // Only shown: PKCS #7 writers and OpenSSL disagree about it, and nothing depends on it.
    version: readSmallInteger(version),
    rid: decodeRecipientIdentifier(rid),
    keyEncryptionAlgorithm: decodeKeyEncryptionAlgorithm(algorithm),
    encryptedKey: readOctetString(encryptedKey),
  }
}
