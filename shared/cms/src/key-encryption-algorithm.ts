import {
  encodeContext,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  isContext,
  isUniversal,
  readOctetString,
  readOid,
  readSequence,
  TAG,
  type Asn1Node,
} from "@gir/asn1"
import { HASH_OIDS, hashByOid, type OaepHash } from "./algorithms.ts"
import { id_mgf1, id_pSpecified, id_RSAES_OAEP, rsaEncryption } from "./object-identifiers.ts"
import { malformed } from "./refuse.ts"

/**
 * ```asn1
 * KeyEncryptionAlgorithmIdentifier ::= AlgorithmIdentifier
 * RSAES-OAEP-params ::= SEQUENCE {                                  -- RFC 8017 §A.2.1
 *   hashAlgorithm     [0] HashAlgorithm    DEFAULT sha1,
 *   maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
 *   pSourceAlgorithm  [2] PSourceAlgorithm DEFAULT pSpecifiedEmpty }
 * ```
 */
export type KeyEncryptionAlgorithm =
  | { readonly kind: "pkcs1" }
  | OaepParameters
  /** Legal, but nothing that we can unwrap: it matters only when the recipient is one of us. */
  | { readonly kind: "unknown"; readonly oid: string; readonly reason: string }

export interface OaepParameters {
  readonly kind: "oaep"
  readonly hash: OaepHash
  /** May differ from `hash`; RFC 4055 §4.1 only recommends that they agree. */
  readonly mgf1Hash: OaepHash
  readonly label: Uint8Array
}

export function encodeKeyEncryptionAlgorithm(
  algorithm: Exclude<KeyEncryptionAlgorithm, { kind: "unknown" }>,
): Uint8Array {
  // RFC 3370 §4.2.1: "the parameters field MUST be present ... and MUST be NULL".
  if (algorithm.kind === "pkcs1") return encodeSequence(encodeOid(rsaEncryption), encodeNull())
  return encodeSequence(encodeOid(id_RSAES_OAEP), encodeOaepParameters(algorithm))
}

/** DER leaves out what equals its default (X.690 §11.5). */
function encodeOaepParameters({ hash, mgf1Hash, label }: OaepParameters): Uint8Array {
  const parts: Uint8Array[] = []
  const explicit = { constructed: true }
  if (hash !== "sha1") parts.push(encodeContext(0, encodeHash(hash), explicit))
  if (mgf1Hash !== "sha1") {
    const mgf1 = encodeSequence(encodeOid(id_mgf1), encodeHash(mgf1Hash))
    parts.push(encodeContext(1, mgf1, explicit))
  }
  if (label.length > 0) {
    const source = encodeSequence(encodeOid(id_pSpecified), encodeOctetString(label))
    parts.push(encodeContext(2, source, explicit))
  }
  return encodeSequence(...parts)
}

/** RFC 4055 §2.1: the parameters of a hash are NULL when written, NULL or absent when read. */
function encodeHash(hash: OaepHash): Uint8Array {
  return encodeSequence(encodeOid(HASH_OIDS[hash]), encodeNull())
}

/** @throws ERR_CMS_MALFORMED */
export function decodeKeyEncryptionAlgorithm(node: Asn1Node): KeyEncryptionAlgorithm {
  const { oid, parameters } = decodeAlgorithm(node)
  if (oid === rsaEncryption) return decodePkcs1(parameters)
  if (oid !== id_RSAES_OAEP) return { kind: "unknown", oid, reason: `key transport ${oid}` }
  if (parameters === null) throw malformed("RSAES-OAEP has no parameters", node.offset)
  return decodeOaepParameters(parameters)
}

function decodePkcs1(parameters: Asn1Node | null): KeyEncryptionAlgorithm {
  if (parameters !== null && !isUniversal(parameters, TAG.null)) {
    throw malformed("the parameters of rsaEncryption are not NULL", parameters.offset)
  }
  return { kind: "pkcs1" }
}

function decodeOaepParameters(node: Asn1Node): KeyEncryptionAlgorithm {
  // Names of hashes, or object identifiers that name none.
  let [hash, mgf1Hash]: [string, string] = ["sha1", "sha1"]
  let label: Uint8Array | string = new Uint8Array(0)
  let previous = -1
  for (const field of readSequence(node)) {
    const isInOrder = field.tagClass === "context" && field.tagNumber > previous
    const value = field.children[0]
    if (!isInOrder || value === undefined || field.children.length !== 1) {
      throw malformed("the OAEP parameters are not in order", field.offset)
    }
    previous = field.tagNumber
    if (isContext(field, 0)) hash = decodeHash(value)
    else if (isContext(field, 1)) mgf1Hash = decodeMgf1(value)
    else if (isContext(field, 2)) label = decodeLabel(value)
    else throw malformed("an OAEP parameter that does not exist", field.offset)
  }
  const known = { hash: knownHash(hash), mgf1Hash: knownHash(mgf1Hash) }
  if (known.hash === null) return unknownOaep(hash)
  if (known.mgf1Hash === null) return unknownOaep(mgf1Hash)
  if (typeof label === "string") return unknownOaep(label)
  return { kind: "oaep", hash: known.hash, mgf1Hash: known.mgf1Hash, label }
}

function unknownOaep(oid: string): KeyEncryptionAlgorithm {
  return { kind: "unknown", oid: id_RSAES_OAEP, reason: `RSAES-OAEP with ${oid}` }
}

function knownHash(name: string): OaepHash | null {
  return Object.hasOwn(HASH_OIDS, name) ? (name as OaepHash) : null
}

/** @returns the hash's name, or its object identifier when it is not known. */
function decodeHash(node: Asn1Node): string {
  const { oid, parameters } = decodeAlgorithm(node)
  if (parameters !== null && !isUniversal(parameters, TAG.null)) {
    throw malformed("the parameters of a hash are not NULL", parameters.offset)
  }
  return hashByOid(oid) ?? oid
}

function decodeMgf1(node: Asn1Node): string {
  const { oid, parameters } = decodeAlgorithm(node)
  if (oid !== id_mgf1) return oid
  if (parameters === null) throw malformed("MGF1 names no hash", node.offset)
  return decodeHash(parameters)
}

function decodeLabel(node: Asn1Node): Uint8Array | string {
  const { oid, parameters } = decodeAlgorithm(node)
  if (oid !== id_pSpecified) return oid
  if (parameters === null) throw malformed("the OAEP label is missing", node.offset)
  return readOctetString(parameters)
}

/** AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } */
function decodeAlgorithm(node: Asn1Node): { oid: string; parameters: Asn1Node | null } {
  const [algorithm, parameters, ...rest] = readSequence(node)
  if (algorithm === undefined || rest.length > 0) {
    throw malformed("not an AlgorithmIdentifier", node.offset)
  }
  return { oid: readOid(algorithm), parameters: parameters ?? null }
}

/** For people: `RSAES-PKCS1-v1_5`, `RSAES-OAEP SHA-256`, or what is not known of it. */
export function describeKeyTransport(algorithm: KeyEncryptionAlgorithm): string {
  if (algorithm.kind === "pkcs1") return "RSAES-PKCS1-v1_5"
  if (algorithm.kind === "unknown") return `unknown: ${algorithm.reason}`
  const { hash, mgf1Hash } = algorithm
  const title = (name: OaepHash): string => name.toUpperCase().replace("SHA", "SHA-")
  return `RSAES-OAEP ${title(hash)}${hash === mgf1Hash ? "" : ` with MGF1 ${title(mgf1Hash)}`}`
}
