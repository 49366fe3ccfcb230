import { decodeAsn1, readInteger, readOctetString, readOid, readSmallInteger, TAG } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { readAs, sequenceFields } from "./der-fields.ts"
import { MAX_RSA_BITS, MIN_RSA_BITS, rsaNumbersFault } from "./recording-certificate.ts"
import { bitLength, RSA_ENCRYPTION } from "./subject-public-key-info.ts"

const RSASSA_PSS = "1.2.840.113549.1.1.10"

/**
 * ```asn1
 * RSAPrivateKey ::= SEQUENCE {
 *   version Version, modulus INTEGER, publicExponent INTEGER, privateExponent INTEGER,
 *   prime1 INTEGER, prime2 INTEGER, exponent1 INTEGER, exponent2 INTEGER, coefficient INTEGER,
 *   otherPrimeInfos OtherPrimeInfos OPTIONAL }
 * ```
 * RFC 8017 §A.1.2
 */
interface RsaPrivateNumbers {
  readonly n: bigint
  readonly e: bigint
  readonly d: bigint
  readonly p: bigint
  readonly q: bigint
  readonly dP: bigint
  readonly dQ: bigint
  readonly qInv: bigint
}

/**
 * The PKCS #1 key inside a PKCS #8 one. `PrivateKeyInfo ::= SEQUENCE { version, algorithm,
 * privateKey OCTET STRING, attributes [0] OPTIONAL, publicKey [1] OPTIONAL }`. RFC 5958 §2
 *
 * @throws ERR_X509_KEY_MALFORMED, ERR_X509_KEY_NOT_RSA, ERR_X509_KEY_RSA_PSS
 */
export function unpackPkcs8(der: Uint8Array): Uint8Array {
  const { oid, privateKey } = readAs(
    "ERR_X509_KEY_MALFORMED",
    "the private key cannot be read",
    () => {
      const fields = sequenceFields(decodeAsn1(der, { rules: "der" }))
      fields.next(TAG.integer, "version")
      const algorithm = sequenceFields(fields.next(TAG.sequence, "privateKeyAlgorithm"))
      const oid = readOid(algorithm.next(TAG.objectIdentifier, "algorithm"))
      const privateKey = readOctetString(fields.next(TAG.octetString, "privateKey"))
      fields.optionalContext(0)
      fields.optionalContext(1)
      fields.end()
      return { oid, privateKey }
    },
  )
  if (oid === RSASSA_PSS) {
    throw new GirError("ERR_X509_KEY_RSA_PSS", "the private key is an RSA-PSS key")
  }
  if (oid !== RSA_ENCRYPTION) {
    throw new GirError("ERR_X509_KEY_NOT_RSA", `the private key is not RSA (algorithm ${oid})`)
  }
  return privateKey
}

/**
 * Checks that the numbers of a PKCS #1 key belong together. OpenSSL imports a key with a wrong `d`
 * or `dP` without a word; the wrong number is used at the first decryption.
 *
 * @returns the length of the modulus in bits.
 * @throws ERR_X509_KEY_MALFORMED, ERR_X509_KEY_TOO_SMALL, ERR_X509_KEY_TOO_LARGE,
 * ERR_X509_KEY_NUMBERS_INVALID, ERR_X509_KEY_INCONSISTENT; no message quotes a number of the key.
 */
export function checkRsaPrivateKey(pkcs1: Uint8Array): number {
  const numbers = readAs("ERR_X509_KEY_MALFORMED", "the RSA private key cannot be read", () =>
    readNumbers(pkcs1),
  )
  const bits = numbers.n > 0n ? bitLength(numbers.n) : 0
  if (bits < MIN_RSA_BITS) {
    throw new GirError("ERR_X509_KEY_TOO_SMALL", `the RSA private key has ${bits} bits`)
  }
  if (bits > MAX_RSA_BITS) {
    throw new GirError("ERR_X509_KEY_TOO_LARGE", `the RSA private key has ${bits} bits`)
  }
  const fault = rsaNumbersFault(numbers.n, numbers.e)
  if (fault !== null) throw new GirError("ERR_X509_KEY_NUMBERS_INVALID", fault)
  const broken = firstContradiction(numbers)
  if (broken === null) return bits
  throw new GirError("ERR_X509_KEY_INCONSISTENT", `the private key contradicts itself: ${broken}`)
}

function readNumbers(pkcs1: Uint8Array): RsaPrivateNumbers {
  const fields = sequenceFields(decodeAsn1(pkcs1, { rules: "der" }))
  const version = readSmallInteger(fields.next(TAG.integer, "version"))
  if (version !== 0) {
    throw new GirError("ERR_X509_KEY_FORMAT_UNSUPPORTED", "the RSA key has more than two primes", {
      next: "Make a new key pair with two primes: openssl req -newkey rsa:2048",
    })
  }
  const next = (name: string): bigint => readInteger(fields.next(TAG.integer, name))
  const numbers = {
    n: next("modulus"),
    e: next("publicExponent"),
    d: next("privateExponent"),
    p: next("prime1"),
    q: next("prime2"),
    dP: next("exponent1"),
    dQ: next("exponent2"),
    qInv: next("coefficient"),
  }
  fields.end()
  return numbers
}

/** RFC 8017 §3.2: the relations that the eight numbers of a key have. */
function firstContradiction({ n, e, d, p, q, dP, dQ, qInv }: RsaPrivateNumbers): string | null {
  if (p <= 1n || q <= 1n || p === q || p * q !== n) return "n is not the product of its primes"
  if (d <= 0n || d >= n) return "d is out of range"
  // e·d ≡ 1 modulo lcm(p-1, q-1) holds exactly when it holds modulo both.
  if ((e * d) % (p - 1n) !== 1n || (e * d) % (q - 1n) !== 1n) return "d does not invert e"
  if (dP !== d % (p - 1n)) return "dP does not fit d"
  if (dQ !== d % (q - 1n)) return "dQ does not fit d"
  if (qInv <= 0n || qInv >= p || (q * qInv) % p !== 1n) return "qInv does not invert q"
  return null
}
