import {
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  readOctetString,
  readOid,
  readSequence,
  readSmallInteger,
  type Asn1Node,
} from "@gir/asn1"
import { GirError } from "@gir/errors"
import { pkcs12Key, type KeyDerivations, type Pkcs12Hash } from "@gir/x509"
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { element, malformed, unsupported } from "./errors.ts"
import { OID } from "./oids.ts"

const WRITTEN_ROUNDS = 10_000
const SALT_BYTES = 16

/** Hashes of a MAC, with the bytes of their digest, which is also the length of the key. */
const HASHES: ReadonlyMap<string, { readonly hash: Pkcs12Hash; readonly bytes: number }> = new Map([
  ["1.3.14.3.2.26", { hash: "sha1", bytes: 20 }],
  [OID.sha256, { hash: "sha256", bytes: 32 }],
  ["2.16.840.1.101.3.4.2.2", { hash: "sha384", bytes: 48 }],
  ["2.16.840.1.101.3.4.2.3", { hash: "sha512", bytes: 64 }],
])

interface MacOptions {
  readonly content: Uint8Array
  readonly password: string
  readonly derive: KeyDerivations["pkcs12"]
}

/**
 * RFC 7292 §5.1: HMAC over the AuthenticatedSafe.
 *
 * @throws ERR_PKCS12_PASSWORD_WRONG, ERR_PKCS12_UNSUPPORTED, ERR_PKCS12_MALFORMED
 */
export async function assertMac(macData: Asn1Node, options: MacOptions): Promise<void> {
  const fields = readSequence(macData)
  const [algorithm, digest] = readSequence(element(fields, 0))
  if (algorithm === undefined || digest === undefined) throw malformed("its MAC is incomplete")
  const oid = readOid(element(readSequence(algorithm), 0))
  const found = HASHES.get(oid)
  if (found === undefined) throw unsupported(`a MAC by ${oid} is not read`)
  // RFC 7292 §4: iterations DEFAULT 1.
  const iterations = fields[2] === undefined ? 1 : readSmallInteger(fields[2])
  if (iterations < 1) throw malformed("the number of rounds of its MAC is not positive")
  const salt = readOctetString(element(fields, 1))
  const computed = await mac({ ...found, ...options, salt, iterations })
  const stored = readOctetString(digest)
  if (stored.length === computed.length && timingSafeEqual(stored, computed)) return
  throw new GirError(
    "ERR_PKCS12_PASSWORD_WRONG",
    "the password does not open the file, or the file was changed",
  )
}

/** `MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER }`. */
export async function encodeMac(content: Uint8Array, password: string): Promise<Uint8Array> {
  const salt = randomBytes(SALT_BYTES)
  const common = { content, password, salt, iterations: WRITTEN_ROUNDS, derive: pkcs12Key }
  const digest = await mac({ ...common, hash: "sha256", bytes: 32 })
  return encodeSequence(
    encodeSequence(encodeSequence(encodeOid(OID.sha256), encodeNull()), encodeOctetString(digest)),
    encodeOctetString(salt),
    encodeInteger(WRITTEN_ROUNDS),
  )
}

async function mac(
  options: MacOptions & {
    readonly salt: Uint8Array
    readonly iterations: number
    readonly hash: Pkcs12Hash
    readonly bytes: number
  },
): Promise<Uint8Array> {
  const { content, derive, ...rest } = options
  const key = await derive({ ...rest, purpose: 3 })
  try {
    return createHmac(options.hash, key).update(content).digest()
  } finally {
    key.fill(0)
  }
}
