import { decodeAsn1, readOctetString, TAG } from "@gir/asn1"
import { readAs, sequenceFields } from "./der-fields.ts"
import { decryptKey } from "./key-cipher.ts"
import { derivePasswordKey } from "./password-key.ts"

/**
 * Opens `EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }`.
 * RFC 5958 §3
 *
 * @returns octets of the PKCS #8 key, which the caller clears.
 * @throws ERR_X509_KEY_CIPHER_UNSUPPORTED, ERR_X509_KEY_KDF_COST, ERR_X509_KEY_MALFORMED,
 * ERR_X509_KEY_PASSWORD_WRONG
 */
export async function decryptPkcs8(der: Uint8Array, password: string): Promise<Uint8Array> {
  const thing = "the encrypted private key cannot be read"
  const { algorithm, encrypted } = readAs("ERR_X509_KEY_MALFORMED", thing, () => {
    const fields = sequenceFields(decodeAsn1(der, { rules: "der" }))
    const algorithm = fields.next(TAG.sequence, "encryptionAlgorithm")
    const encrypted = readOctetString(fields.next(TAG.octetString, "encryptedData"))
    fields.end()
    return { algorithm, encrypted }
  })
  const { cipher, key, iv } = await derivePasswordKey(algorithm, { password })
  try {
    return decryptKey({ cipher, key, iv, encrypted })
  } finally {
    key.fill(0)
  }
}
