import { createDecipheriv } from "node:crypto"
import { decodeAsn1, isUniversal, TAG } from "@gir/asn1"
import { GirError } from "@gir/errors"

/** A cipher that private keys are locked with. */
export interface KeyCipher {
  /** Its name in `node:crypto`. */
  readonly name: string
  readonly keyBytes: number
}

const cipher = (name: string, keyBytes: number): KeyCipher => ({ name, keyBytes })

/** By object identifier, for PBES2 (RFC 8018 §B.2), and by name, for `DEK-Info`. */
const CIPHERS: ReadonlyMap<string, KeyCipher> = new Map([
  ["2.16.840.1.101.3.4.1.2", cipher("aes-128-cbc", 16)],
  ["2.16.840.1.101.3.4.1.22", cipher("aes-192-cbc", 24)],
  ["2.16.840.1.101.3.4.1.42", cipher("aes-256-cbc", 32)],
  ["1.2.840.113549.3.7", cipher("des-ede3-cbc", 24)],
  ["1.2.392.200011.61.1.1.1.2", cipher("camellia-128-cbc", 16)],
  ["1.2.392.200011.61.1.1.1.3", cipher("camellia-192-cbc", 24)],
  ["1.2.392.200011.61.1.1.1.4", cipher("camellia-256-cbc", 32)],
  ["1.2.410.200046.1.1.2", cipher("aria-128-cbc", 16)],
  ["1.2.410.200046.1.1.7", cipher("aria-192-cbc", 24)],
  ["1.2.410.200046.1.1.12", cipher("aria-256-cbc", 32)],
])

const BY_NAME: ReadonlyMap<string, KeyCipher> = new Map(
  [...CIPHERS.values()].map((entry) => [entry.name.toUpperCase(), entry]),
)

/** @returns `null` when the cipher is not available here. */
export function findKeyCipher(oidOrName: string): KeyCipher | null {
  return CIPHERS.get(oidOrName) ?? BY_NAME.get(oidOrName.toUpperCase()) ?? null
}

/** Ciphers and schemes that are too weak for OpenSSL 3, which keeps them in its legacy provider. */
export function cipherUnsupported(name: string): GirError {
  return new GirError(
    "ERR_X509_KEY_CIPHER_UNSUPPORTED",
    `the private key is encrypted with ${name}`,
    {
      fields: { cipher: name },
      next: "openssl pkey -provider default -provider legacy -in FILE -aes256 -out private_key.pem",
    },
  )
}

export function wrongPassword(): GirError {
  return new GirError("ERR_X509_KEY_PASSWORD_WRONG", "this password does not open the private key")
}

/**
 * Decrypts, and takes the result for a key only when it is one DER SEQUENCE from end to end: a wrong
 * password passes the padding check about once in 256 times.
 *
 * @returns octets that the caller clears.
 * @throws ERR_X509_KEY_PASSWORD_WRONG
 */
export function decryptKey(options: {
  readonly cipher: KeyCipher
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly encrypted: Uint8Array
}): Uint8Array {
  const decipher = createDecipheriv(options.cipher.name, options.key, options.iv)
  const clear = Buffer.alloc(options.encrypted.length)
  try {
    const body = decipher.update(options.encrypted)
    body.copy(clear)
    const last = decipher.final()
    last.copy(clear, body.length)
    const octets = clear.subarray(0, body.length + last.length)
    body.fill(0)
    last.fill(0)
    if (isUniversal(decodeAsn1(octets, { rules: "der" }), TAG.sequence)) return octets
  } catch {
    // Whatever went wrong, the octets are no key: one outward failure.
  }
  clear.fill(0)
  throw wrongPassword()
}
