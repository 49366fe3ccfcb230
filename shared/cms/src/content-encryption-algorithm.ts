import {
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  readOctetString,
  readOid,
  readSequence,
  readSmallInteger,
  type Asn1Node,
} from "@gir/asn1"
import { cipherByOid, cipherEntry, GCM_TAG_BYTES, type ReadableCipher } from "./algorithms.ts"
import { malformed, unsupported } from "./refuse.ts"

/**
 * ```asn1
 * ContentEncryptionAlgorithmIdentifier ::= AlgorithmIdentifier
 * AES-IV ::= OCTET STRING (SIZE(16))                    -- RFC 3565 §2.3.1, parameters of CBC
 * CBCParameter ::= OCTET STRING (SIZE(8))               -- RFC 3370 §5.1, parameters of 3DES
 * GCMParameters ::= SEQUENCE {                          -- RFC 5084 §3.2
 *   aes-nonce        OCTET STRING,
 *   aes-ICVlen       AES-GCM-ICVlen DEFAULT 12 }
 * ```
 */
export interface ContentEncryptionAlgorithm {
  readonly cipher: ReadableCipher
  /** Initialization vector of CBC, nonce of GCM. */
  readonly iv: Uint8Array
  /** Octets of the GCM tag; 0 for CBC, which has none. */
  readonly tagBytes: number
}

/** RFC 5084 §3.2: the value that DER leaves out. */
const DEFAULT_TAG_BYTES = 12

export function encodeContentEncryptionAlgorithm(
  algorithm: ContentEncryptionAlgorithm,
): Uint8Array {
  const { oid, mode } = cipherEntry(algorithm.cipher)
  const iv = encodeOctetString(algorithm.iv)
  if (mode === "cbc") return encodeSequence(encodeOid(oid), iv)
  const isDefault = algorithm.tagBytes === DEFAULT_TAG_BYTES
  const icvLength = isDefault ? [] : [encodeInteger(algorithm.tagBytes)]
  return encodeSequence(encodeOid(oid), encodeSequence(iv, ...icvLength))
}

/** @throws ERR_CMS_MALFORMED, ERR_CMS_UNSUPPORTED */
export function decodeContentEncryptionAlgorithm(node: Asn1Node): ContentEncryptionAlgorithm {
  const [algorithm, parameters, ...rest] = readSequence(node)
  if (algorithm === undefined || rest.length > 0) {
    throw malformed("the content encryption algorithm is not one", node.offset)
  }
  const oid = readOid(algorithm)
  const cipher = cipherByOid(oid)
  if (cipher === null) throw unsupported(`the content cipher ${oid} is not known`, { oid })
  const { mode, ivBytes } = cipherEntry(cipher)
  if (parameters === undefined) throw malformed("the cipher's parameters are missing", node.offset)
  const decoded = mode === "cbc" ? decodeIv(parameters) : decodeGcmParameters(parameters)
  if (decoded.iv.length !== ivBytes) {
    const message = `the ${mode === "cbc" ? "IV" : "nonce"} has ${decoded.iv.length} bytes, not ${ivBytes}`
    throw mode === "cbc" ? malformed(message, parameters.offset) : unsupported(message)
  }
  return { cipher, ...decoded }
}

function decodeIv(parameters: Asn1Node): { iv: Uint8Array; tagBytes: number } {
  return { iv: readOctetString(parameters), tagBytes: 0 }
}

function decodeGcmParameters(parameters: Asn1Node): { iv: Uint8Array; tagBytes: number } {
  const [nonce, icvLength, ...rest] = readSequence(parameters)
  if (nonce === undefined || rest.length > 0) {
    throw malformed("the GCM parameters are not a nonce and a length", parameters.offset)
  }
  const tagBytes = icvLength === undefined ? DEFAULT_TAG_BYTES : readSmallInteger(icvLength)
  // RFC 5084 §3.2: AES-GCM-ICVlen ::= INTEGER (12 | 13 | 14 | 15 | 16).
  if (tagBytes < DEFAULT_TAG_BYTES || tagBytes > GCM_TAG_BYTES) {
    throw malformed(`a GCM tag has 12 to 16 bytes, not ${tagBytes}`, parameters.offset)
  }
  return { iv: readOctetString(nonce), tagBytes }
}
