import {
  encodeContext,
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
  encodeValue,
  TAG,
} from "@gir/asn1"
import type { KeyObject } from "node:crypto"
import { pbes2Encryptor, type Pbes2Ciphertext, type Pbes2Encryptor } from "./encryptor.ts"
import { encodeMac } from "./mac.ts"
import { OID } from "./oids.ts"

export interface Pkcs12Entry {
  readonly certificateDer: Uint8Array
  /** Shown by other tools; ties certificate and key together. Unique, ASCII. */
  readonly alias: string
  /** Null for a certificate that stands alone, such as a CA's. */
  readonly privateKey: KeyObject | null
}

/**
 * Writes a PKCS #12 file (RFC 7292) that OpenSSL 3 and Java's keytool open: certificates and keys
 * under PBES2 with AES-256, the whole under a SHA-256 MAC.
 */
export async function writePkcs12(
  entries: readonly Pkcs12Entry[],
  password: string,
): Promise<Uint8Array> {
  const encryptor = await pbes2Encryptor(password)
  try {
    const certificates = encodeSequence(...entries.map(encodeCertBag))
    const keys = encodeSequence(...entries.flatMap((entry) => encodeKeyBag(entry, encryptor)))
    const safe = encodeSequence(
      encodeEncryptedContent(encryptor.encrypt(certificates)),
      encodeDataContent(keys),
    )
    const macData = await encodeMac(safe, password)
    return encodeSequence(encodeInteger(3), encodeDataContent(safe), macData)
  } finally {
    encryptor.close()
  }
}

/** `CertBag ::= SEQUENCE { certId OID, certValue [0] EXPLICIT OCTET STRING }` (RFC 7292 §4.2.3). */
function encodeCertBag(entry: Pkcs12Entry): Uint8Array {
  const certBag = encodeSequence(
    encodeOid(OID.x509Certificate),
    explicit(encodeOctetString(entry.certificateDer)),
  )
  return encodeSafeBag(OID.certBag, certBag, entry)
}

/** A PKCS8ShroudedKeyBag is an EncryptedPrivateKeyInfo (RFC 7292 §4.2.2). */
function encodeKeyBag(entry: Pkcs12Entry, encryptor: Pbes2Encryptor): readonly Uint8Array[] {
  if (entry.privateKey === null) return []
  const pkcs8 = entry.privateKey.export({ type: "pkcs8", format: "der" })
  const { algorithm, ciphertext } = encryptor.encrypt(pkcs8)
  pkcs8.fill(0)
  const shrouded = encodeSequence(algorithm, encodeOctetString(ciphertext))
  return [encodeSafeBag(OID.pkcs8ShroudedKeyBag, shrouded, entry)]
}

/** `SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT, bagAttributes SET OF PKCS12Attribute }`. */
function encodeSafeBag(bagId: string, value: Uint8Array, entry: Pkcs12Entry): Uint8Array {
  const name = encodeValue(TAG.bmpString, Buffer.from(entry.alias, "utf16le").swap16())
  const attributes = [encodeSequence(encodeOid(OID.friendlyName), encodeSet(name))]
  if (entry.privateKey !== null) {
    const localKeyId = encodeOctetString(Buffer.from(entry.alias))
    attributes.push(encodeSequence(encodeOid(OID.localKeyId), encodeSet(localKeyId)))
  }
  return encodeSequence(encodeOid(bagId), explicit(value), encodeSet(...attributes))
}

/** RFC 5652 §8: EncryptedData version 0, content `[0] IMPLICIT OCTET STRING`. */
function encodeEncryptedContent({ algorithm, ciphertext }: Pbes2Ciphertext): Uint8Array {
  const contentInfo = encodeSequence(
    encodeOid(OID.data),
    algorithm,
    encodeContext(0, ciphertext, { constructed: false }),
  )
  return encodeSequence(
    encodeOid(OID.encryptedData),
    explicit(encodeSequence(encodeInteger(0), contentInfo)),
  )
}

function encodeDataContent(content: Uint8Array): Uint8Array {
  return encodeSequence(encodeOid(OID.data), explicit(encodeOctetString(content)))
}

function explicit(value: Uint8Array): Uint8Array {
  return encodeContext(0, value, { constructed: true })
}
