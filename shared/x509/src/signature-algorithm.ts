import { constants, verify, type KeyObject } from "node:crypto"
import { isUniversal, readSmallInteger, TAG } from "@gir/asn1"
import { readAlgorithmIdentifier, type AlgorithmIdentifier } from "./algorithm-identifier.ts"
import { explicit, sequenceFields } from "./der-fields.ts"

type Hash = "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512"

/** All that is known of one signature algorithm. */
interface SignatureEntry {
  readonly name: string
  /** `null`: the algorithm brings its own hash (RFC 8410). */
  readonly hash: Hash | null
  readonly keyTypes: readonly string[]
}

const rsa = (name: string, hash: Hash): SignatureEntry => ({ name, hash, keyTypes: ["rsa"] })
const ecdsa = (name: string, hash: Hash): SignatureEntry => ({ name, hash, keyTypes: ["ec"] })
const dsa = (name: string, hash: Hash): SignatureEntry => ({ name, hash, keyTypes: ["dsa"] })

/** Every signature algorithm that is told apart here (RFC 3279, 4055, 5758, 8410). */
const SIGNATURE_ALGORITHMS: ReadonlyMap<string, SignatureEntry> = new Map([
  ["1.2.840.113549.1.1.4", rsa("md5WithRSAEncryption", "md5")],
  ["1.2.840.113549.1.1.5", rsa("sha1WithRSAEncryption", "sha1")],
  ["1.2.840.113549.1.1.14", rsa("sha224WithRSAEncryption", "sha224")],
  ["1.2.840.113549.1.1.11", rsa("sha256WithRSAEncryption", "sha256")],
  ["1.2.840.113549.1.1.12", rsa("sha384WithRSAEncryption", "sha384")],
  ["1.2.840.113549.1.1.13", rsa("sha512WithRSAEncryption", "sha512")],
  ["1.2.840.10045.4.1", ecdsa("ecdsa-with-SHA1", "sha1")],
  ["1.2.840.10045.4.3.1", ecdsa("ecdsa-with-SHA224", "sha224")],
  ["1.2.840.10045.4.3.2", ecdsa("ecdsa-with-SHA256", "sha256")],
  ["1.2.840.10045.4.3.3", ecdsa("ecdsa-with-SHA384", "sha384")],
  ["1.2.840.10045.4.3.4", ecdsa("ecdsa-with-SHA512", "sha512")],
  ["1.2.840.10040.4.3", dsa("dsa-with-sha1", "sha1")],
  ["2.16.840.1.101.3.4.3.1", dsa("dsa-with-sha224", "sha224")],
  ["2.16.840.1.101.3.4.3.2", dsa("dsa-with-sha256", "sha256")],
  ["1.3.101.112", { name: "Ed25519", hash: null, keyTypes: ["ed25519"] }],
  ["1.3.101.113", { name: "Ed448", hash: null, keyTypes: ["ed448"] }],
])

const RSASSA_PSS = "1.2.840.113549.1.1.10"
const MGF1 = "1.2.840.113549.1.1.8"

const HASHES: ReadonlyMap<string, Hash> = new Map([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.4", "sha224"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
])

/** How the signature of a certificate was made. */
export interface SignatureAlgorithm {
  readonly oid: string
  /** `sha256WithRSAEncryption`; the object identifier when it is unknown here. */
  readonly name: string
  readonly hash: Hash | null
  /** Key types of `node:crypto` that can have made it; empty when the algorithm is unknown. */
  readonly keyTypes: readonly string[]
  /** Octets of the RSASSA-PSS salt. */
  readonly saltBytes: number | null
  /** MD5 or SHA-1: collisions can be made, and so can certificates. */
  readonly isWeak: boolean
}

export function readSignatureAlgorithm(identifier: AlgorithmIdentifier): SignatureAlgorithm {
  if (identifier.oid === RSASSA_PSS) return readPssAlgorithm(identifier)
  const entry = SIGNATURE_ALGORITHMS.get(identifier.oid)
  if (entry === undefined || !hasOwnParameters(entry, identifier)) {
    return unknownAlgorithm(identifier.oid)
  }
  return { oid: identifier.oid, ...entry, saltBytes: null, isWeak: isWeakHash(entry.hash) }
}

/**
 * RFC 4055 §5: NULL or nothing for RSA. RFC 5758 §3, RFC 8410 §3: nothing for the others; the NULL
 * that some libraries write after ECDSA is taken all the same, as OpenSSL does.
 */
function hasOwnParameters({ hash }: SignatureEntry, { parameters }: AlgorithmIdentifier): boolean {
  if (parameters === null) return true
  return hash !== null && isUniversal(parameters, TAG.null)
}

/** @returns false when the signature is wrong, or the key is of a type that cannot have made it. */
export function isSignedBy(options: {
  readonly algorithm: SignatureAlgorithm
  readonly publicKey: KeyObject
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}): boolean {
  const { algorithm, publicKey, signed, signature } = options
  if (!algorithm.keyTypes.includes(publicKey.asymmetricKeyType ?? "")) return false
  const key =
    algorithm.saltBytes === null
      ? publicKey
      : {
          key: publicKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: algorithm.saltBytes,
        }
  try {
    return verify(algorithm.hash, signed, key, signature)
  } catch {
    // An RSA-PSS key that is restricted to another hash throws instead of answering no.
    return false
  }
}

/**
 * ```asn1
 * RSASSA-PSS-params ::= SEQUENCE {
 *   hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
 *   saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }
 * ```
 * RFC 4055 §3.1
 */
function readPssAlgorithm({ oid, parameters }: AlgorithmIdentifier): SignatureAlgorithm {
  if (parameters === null) return unknownAlgorithm(oid)
  const fields = sequenceFields(parameters)
  const hashAlgorithm = fields.optionalContext(0)
  const maskGenAlgorithm = fields.optionalContext(1)
  const saltLength = fields.optionalContext(2)
  const trailerField = fields.optionalContext(3)
  fields.end()
  const hash = hashAlgorithm === null ? "sha1" : hashOf(readTagged(hashAlgorithm))
  const maskHash = maskGenAlgorithm === null ? "sha1" : maskHashOf(readTagged(maskGenAlgorithm))
  const trailer = trailerField === null ? 1 : readSmallInteger(explicit(trailerField))
  // Node verifies with one hash for the message and for MGF1, as every CA uses it.
  if (hash === null || hash !== maskHash || trailer !== 1) return unknownAlgorithm(oid)
  return {
    oid,
    name: `RSASSA-PSS with ${hash}`,
    hash,
    keyTypes: ["rsa", "rsa-pss"],
    saltBytes: saltLength === null ? 20 : readSmallInteger(explicit(saltLength)),
    isWeak: isWeakHash(hash),
  }
}

function readTagged(node: Parameters<typeof explicit>[0]): AlgorithmIdentifier {
  return readAlgorithmIdentifier(explicit(node))
}

function hashOf({ oid }: AlgorithmIdentifier): Hash | null {
  return HASHES.get(oid) ?? null
}

function maskHashOf({ oid, parameters }: AlgorithmIdentifier): Hash | null {
  if (oid !== MGF1 || parameters === null) return null
  return hashOf(readAlgorithmIdentifier(parameters))
}

function unknownAlgorithm(oid: string): SignatureAlgorithm {
  return { oid, name: oid, hash: null, keyTypes: [], saltBytes: null, isWeak: false }
}

function isWeakHash(hash: Hash | null): boolean {
  return hash === "md5" || hash === "sha1"
}
