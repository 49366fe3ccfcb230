import { createHash } from "node:crypto"
import { GirError } from "@gir/errors"
import { cipherUnsupported, decryptKey, findKeyCipher } from "./key-cipher.ts"
import type { PemBlock } from "./pem.ts"

/**
 * Opens OpenSSL's traditional encryption: `Proc-Type: 4,ENCRYPTED` and `DEK-Info: AES-256-CBC,<iv>`
 * over a PKCS #1 key. The key is derived by one round of MD5, which costs nothing, also to guess.
 *
 * @returns octets that the caller clears.
 * @throws ERR_X509_KEY_CIPHER_UNSUPPORTED, ERR_X509_KEY_MALFORMED, ERR_X509_KEY_PASSWORD_WRONG
 */
export function decryptTraditional({ headers, der }: PemBlock, password: string): Uint8Array {
  const [name = "", ivHex = ""] = (headers.get("DEK-Info") ?? "").split(",")
  if (name === "") throw malformed("DEK-Info is missing")
  const cipher = findKeyCipher(name)
  if (cipher === null) throw cipherUnsupported(name)
  const ivBytes = cipher.name.startsWith("des") ? 8 : 16
  if (!/^[0-9A-Fa-f]+$/.test(ivHex) || ivHex.length !== 2 * ivBytes) {
    throw malformed("the initialisation vector in DEK-Info has the wrong length")
  }
  const iv = Buffer.from(ivHex, "hex")
  const key = bytesToKey(password, iv.subarray(0, 8), cipher.keyBytes)
  try {
    return decryptKey({ cipher, key, iv, encrypted: der })
  } finally {
    key.fill(0)
  }
}

/** OpenSSL's EVP_BytesToKey with MD5 and a count of 1, the only form that this encoding has. */
function bytesToKey(password: string, salt: Uint8Array, keyBytes: number): Buffer {
  const key = Buffer.alloc(keyBytes)
  let digest = Buffer.alloc(0)
  for (let made = 0; made < keyBytes; made += digest.length) {
    digest = createHash("md5").update(digest).update(password).update(salt).digest()
    digest.copy(key, made)
  }
  return key
}

function malformed(what: string): GirError {
  return new GirError("ERR_X509_KEY_MALFORMED", `the private key cannot be read: ${what}`)
}
