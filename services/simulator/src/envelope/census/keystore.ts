import { decodeAsn1, readBitString, readSequence } from "@gir/asn1"
import { hexText } from "@gir/cms"
import { GirError, isGirError } from "@gir/errors"
import { readPkcs12 } from "@gir/pkcs12"
import { parseCertificate, type Certificate } from "@gir/x509"
import { createHash, createPublicKey } from "node:crypto"
import type { Recipient } from "./read-header.ts"

/** Certificates of a keystore whose private keys lie in it, and open. */
export interface Keystore {
  readonly certificates: readonly Certificate[]
  /** True when one of the private keys is the recipient's. */
  holds(recipient: Recipient): boolean
}

/**
 * Reads a PKCS #12 keystore: of OpenSSL, of Java, of Windows, or of an RCS here. Nothing is
 * decrypted with its keys; they are opened to see that they can be.
 *
 * @throws ERR_CLI_KEYSTORE_UNREADABLE also for a wrong password.
 */
export async function readKeystore(bytes: Uint8Array, password: string): Promise<Keystore> {
  try {
    const contents = await readPkcs12(bytes, password, { isMacOptional: true })
    const held = contents.privateKeys.map((key) => createPublicKey(key))
    const certificates = contents.certificates
      .flatMap(recordingCertificate)
      .filter(({ publicKey }) => held.some((key) => key.equals(publicKey)))
    return keystoreOf(certificates)
  } catch (error) {
    if (!isGirError(error)) throw error
    const message = `the keystore cannot be read: ${error.message}`
    throw new GirError("ERR_CLI_KEYSTORE_UNREADABLE", message, { next: error.next })
  }
}

/** The certificates whose private keys are at hand, as a keystore. */
export function keystoreOf(certificates: readonly Certificate[]): Keystore {
  const ids = new Set(certificates.flatMap(idsOf))
  return { certificates, holds: ({ id }) => ids.has(id) }
}

/** @returns nothing for what is no certificate of an RSA key: a CA's, say. */
function recordingCertificate(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (isGirError(error)) return []
    throw error
  }
}

/** Every way in which an envelope may name the certificate, as the census writes it. */
function idsOf({ issuerAndSerialDer, subjectKeyIdentifier, publicKey }: Certificate): string[] {
  const computed = createHash("sha1").update(keyBits(publicKey)).digest()
  return [issuerAndSerialDer, subjectKeyIdentifier ?? computed, computed].map(hexText)
}

/** RFC 5280 §4.2.1.2 (1): the BIT STRING of the public key, without its count of unused bits. */
function keyBits(publicKey: Certificate["publicKey"]): Uint8Array {
  const spki = publicKey.export({ format: "der", type: "spki" })
  const [, bits] = readSequence(decodeAsn1(spki))
  return readBitString(bits!).bytes
}
