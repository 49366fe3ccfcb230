import { readOctetString, readOid, readSequence, readSmallInteger, type Asn1Node } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { derivePasswordKey } from "@gir/x509"
import { createDecipheriv } from "node:crypto"
import type { CountedDerivations } from "./counted-derivations.ts"
import { element } from "./errors.ts"
import { decryptRc2Cbc } from "./rc2.ts"

/** RFC 7292 appendix C: what OpenSSL 3 does not derive and decrypt without its legacy provider. */
const RC2_KEY_BYTES: ReadonlyMap<string, number> = new Map([
  ["1.2.840.113549.1.12.1.5", 16],
  ["1.2.840.113549.1.12.1.6", 5],
])
const RC2_IV_BYTES = 8

/** What is encrypted, with the AlgorithmIdentifier that says how. */
export interface Protected {
  readonly algorithm: Asn1Node
  readonly ciphertext: Uint8Array
}

/**
 * Decrypts a part of a PKCS #12 file: PBES2, or the old methods with 3DES and RC2.
 *
 * @returns octets that the caller clears when they are a key.
 * @throws ERR_PKCS12_PASSWORD_WRONG, ERR_PKCS12_KDF_COST, and those of `derivePasswordKey`.
 */
export async function decryptPart(
  part: Protected,
  password: string,
  derivations: CountedDerivations,
): Promise<Buffer> {
  const keyBytes = RC2_KEY_BYTES.get(readOid(element(readSequence(part.algorithm), 0)))
  if (keyBytes !== undefined) return decryptRc2(part, { keyBytes, password, derivations })
  const { cipher, key, iv } = await derivePasswordKey(part.algorithm, { password, derivations })
  try {
    const decipher = createDecipheriv(cipher.name, key, iv)
    return Buffer.concat([decipher.update(part.ciphertext), decipher.final()])
  } catch {
    // The cause is left out: it knows nothing that the caller does not.
    throw notOpened()
  } finally {
    key.fill(0)
  }
}

/** `pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }` */
async function decryptRc2(
  { algorithm, ciphertext }: Protected,
  options: {
    readonly keyBytes: number
    readonly password: string
    readonly derivations: CountedDerivations
  },
): Promise<Buffer> {
  const { keyBytes, password, derivations } = options
  const parameters = readSequence(element(readSequence(algorithm), 1))
  const salt = readOctetString(element(parameters, 0))
  const iterations = readSmallInteger(element(parameters, 1))
  const common = { password, salt, iterations, hash: "sha1" } as const
  const key = await derivations.pkcs12({ ...common, bytes: keyBytes, purpose: 1 })
  const iv = await derivations.pkcs12({ ...common, bytes: RC2_IV_BYTES, purpose: 2 })
  const clear = decryptRc2Cbc(ciphertext, { key, iv })
  key.fill(0)
  if (clear === null) throw notOpened()
  return clear
}

function notOpened(): GirError {
  return new GirError("ERR_PKCS12_PASSWORD_WRONG", "an entry does not open under this password")
}
