import {
  decodeAsn1,
  isContext,
  readOctetString,
  readOid,
  readSequence,
  type Asn1Node,
} from "@gir/asn1"
import type { Protected } from "./decryptor.ts"
import { element, malformed, unsupported } from "./errors.ts"
import { OID } from "./oids.ts"

export type Decrypt = (part: Protected) => Promise<Buffer>

/** `SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT, bagAttributes SET OPTIONAL }` */
export interface SafeBag {
  readonly kind: string
  readonly value: Asn1Node
}

/** All bags of an `AuthenticatedSafe ::= SEQUENCE OF ContentInfo` (RFC 7292 §4.1). */
export async function* readBags(
  authenticatedSafe: Uint8Array,
  decrypt: Decrypt,
): AsyncGenerator<SafeBag, void, undefined> {
  for (const contentInfo of readSequence(decodeAsn1(authenticatedSafe))) {
    const safeContents = await readSafeContents(contentInfo, decrypt)
    for (const bag of readSequence(decodeAsn1(safeContents))) {
      const [bagId, bagValue] = readSequence(bag)
      if (bagId === undefined) throw malformed("an entry is incomplete")
      yield { kind: readOid(bagId), value: inner(bagValue) }
    }
  }
}

async function readSafeContents(contentInfo: Asn1Node, decrypt: Decrypt): Promise<Uint8Array> {
  const [type, content] = readSequence(contentInfo)
  if (type === undefined || readOid(type) !== OID.encryptedData) return dataOf(contentInfo)
  // RFC 5652 §8: EncryptedData ::= SEQUENCE { version, EncryptedContentInfo, … }
  const encryptedData = readSequence(inner(content))
  const [, algorithm, ciphertext] = readSequence(element(encryptedData, 1))
  if (algorithm === undefined || ciphertext === undefined) throw malformed("a part has no content")
  return decrypt({ algorithm, ciphertext: readOctetString(ciphertext) })
}

/**
 * `ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY }` of type data.
 *
 * @throws ERR_PKCS12_UNSUPPORTED for what only a certificate's key opens.
 */
export function dataOf(contentInfo: Asn1Node): Uint8Array {
  const [type, content] = readSequence(contentInfo)
  if (type === undefined) throw malformed("a part has no type")
  const kind = readOid(type)
  if (kind === OID.data) return readOctetString(inner(content))
  if (kind === OID.signedData) throw unsupported("it is signed, not protected by a password")
  throw unsupported(`a part of kind ${kind} is not read`)
}

/** `CertBag ::= SEQUENCE { certId OID, certValue [0] EXPLICIT OCTET STRING }` (RFC 7292 §4.2.3) */
export function readCertBag({ value }: SafeBag): Uint8Array {
  const [certId, certValue] = readSequence(value)
  if (certId === undefined) throw malformed("a certificate is incomplete")
  if (readOid(certId) !== OID.x509Certificate) throw unsupported("a certificate is not X.509")
  return readOctetString(inner(certValue))
}

/** `EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData }` (RFC 5958 §3) */
export function readShrouded(value: Asn1Node): Protected {
  const fields = readSequence(value)
  return { algorithm: element(fields, 0), ciphertext: readOctetString(element(fields, 1)) }
}

/** The value inside an explicit `[0]`. */
function inner(node: Asn1Node | undefined): Asn1Node {
  if (node === undefined || !isContext(node, 0)) throw malformed("a part has no content")
  return element(node.children, 0)
}
