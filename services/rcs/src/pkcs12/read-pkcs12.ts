import { createPrivateKey, timingSafeEqual, type KeyObject } from "node:crypto"
import {
  decodeAsn1,
  isContext,
  readOctetString,
  readOid,
  readSequence,
  readSmallInteger,
  type Asn1Node,
} from "@gir/asn1"
import { GirError } from "@gir/errors"
import { damaged, element, readingPkcs12 } from "./damaged.ts"
import { MAC_HASHES, OID } from "./oids.ts"
import { pbes2Decryptor, type Pbes2Decryptor } from "./pbes2.ts"
import { pkcs12Mac } from "./pkcs12-mac.ts"

const MAX_MAC_ROUNDS = 1_000_000

export interface Pkcs12Contents {
  /** DER of every certificate, in the file's order. */
  readonly certificates: readonly Uint8Array[]
  readonly privateKeys: readonly KeyObject[]
}

/**
 * Opens a PKCS #12 file: ours, or one of OpenSSL 3 or a current Java with PBES2 and AES.
 *
 * @throws ERR_RCS_KEYSTORE_SEALED when the MAC does not hold under this password: it is wrong, or
 * the file was changed. ERR_RCS_KEYSTORE_DAMAGED when it is cut off or not of this kind.
 */
export function readPkcs12(bytes: Uint8Array, password: string): Promise<Pkcs12Contents> {
  return readingPkcs12(async () => {
    const [version, authSafe, macData] = readSequence(decodeAsn1(bytes))
    if (version === undefined || readSmallInteger(version) !== 3) throw damaged("no PKCS #12 file")
    if (authSafe === undefined || macData === undefined) throw damaged("it has no MAC")
    const content = readOctetString(readContent(authSafe, OID.data))
    await assertMac(macData, content, password)
    const decryptor = pbes2Decryptor(password)
    try {
      return await readAuthenticatedSafe(content, decryptor)
    } finally {
      decryptor.close()
    }
  })
}

async function assertMac(macData: Asn1Node, content: Uint8Array, password: string): Promise<void> {
  const fields = readSequence(macData)
  const [algorithm, digest] = readSequence(element(fields, 0))
  if (algorithm === undefined || digest === undefined) throw damaged("its MAC is incomplete")
  const hash = MAC_HASHES[readOid(element(readSequence(algorithm), 0))]
  // RFC 7292 §4: iterations DEFAULT 1.
  const iterations = fields[2] === undefined ? 1 : readSmallInteger(fields[2])
  if (hash === undefined || iterations < 1 || iterations > MAX_MAC_ROUNDS) {
    throw damaged("its MAC uses an algorithm that is not read")
  }
  const salt = readOctetString(element(fields, 1))
  const computed = await pkcs12Mac({ content, password, salt, iterations, hash })
  const stored = readOctetString(digest)
  if (stored.length === computed.length && timingSafeEqual(stored, computed)) return
  throw new GirError(
    "ERR_RCS_KEYSTORE_SEALED",
    "the keystore password does not open the keystore, or the keystore was changed",
  )
}

async function readAuthenticatedSafe(
  content: Uint8Array,
  decryptor: Pbes2Decryptor,
): Promise<Pkcs12Contents> {
  const certificates: Uint8Array[] = []
  const privateKeys: KeyObject[] = []
  for (const contentInfo of readSequence(decodeAsn1(content))) {
    const safeContents = await readSafeContents(contentInfo, decryptor)
    for (const bag of readSequence(decodeAsn1(safeContents))) {
      const [bagId, bagValue] = readSequence(bag)
      if (bagId === undefined || bagValue === undefined) throw damaged("an entry is incomplete")
      const value = element(bagValue.children, 0)
      const kind = readOid(bagId)
      if (kind === OID.certBag) certificates.push(readCertBag(value))
      else if (kind === OID.keyBag) privateKeys.push(readPrivateKey(Buffer.from(value.bytes)))
      else if (kind === OID.pkcs8ShroudedKeyBag) {
        privateKeys.push(await readShroudedKey(value, decryptor))
      }
      // Skipping it would lose it at the next write.
      else throw damaged(`it holds an entry of kind ${kind}`)
    }
  }
  return { certificates, privateKeys }
}

async function readSafeContents(
  contentInfo: Asn1Node,
  decryptor: Pbes2Decryptor,
): Promise<Uint8Array> {
  const kind = readOid(element(readSequence(contentInfo), 0))
  if (kind === OID.data) return readOctetString(readContent(contentInfo, OID.data))
  const encryptedData = readSequence(readContent(contentInfo, OID.encryptedData))
  const [, algorithm, ciphertext] = readSequence(element(encryptedData, 1))
  if (algorithm === undefined || ciphertext === undefined) throw damaged("a part has no content")
  return decryptor.decrypt(algorithm, readOctetString(ciphertext))
}

/** The value inside `ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT }`. */
function readContent(contentInfo: Asn1Node, contentType: string): Asn1Node {
  const [type, content] = readSequence(contentInfo)
  if (type === undefined || content === undefined || !isContext(content, 0)) {
    throw damaged("a part has no content")
  }
  if (readOid(type) !== contentType) throw damaged(`a part of kind ${readOid(type)} is not read`)
  return element(content.children, 0)
}

function readCertBag(certBag: Asn1Node): Uint8Array {
  const [certId, certValue] = readSequence(certBag)
  if (certId === undefined || certValue === undefined) throw damaged("a certificate is incomplete")
  if (readOid(certId) !== OID.x509Certificate) throw damaged("a certificate is not X.509")
  return readOctetString(element(certValue.children, 0))
}

async function readShroudedKey(bag: Asn1Node, decryptor: Pbes2Decryptor): Promise<KeyObject> {
  const fields = readSequence(bag)
  const ciphertext = readOctetString(element(fields, 1))
  return readPrivateKey(await decryptor.decrypt(element(fields, 0), ciphertext))
}

/** Zeroes `pkcs8`: the key lives on in the KeyObject only. */
function readPrivateKey(pkcs8: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
  } catch (error) {
    throw damaged("a private key is not PKCS #8", error)
  } finally {
    pkcs8.fill(0)
  }
}
