import {
  decodeAsn1,
  isContext,
  readOctetString,
  readOid,
  readSequence,
  type Asn1Node,
} from "@gir/asn1"
import { hexText } from "@gir/cms"
import { GirError, isGirError } from "@gir/errors"
import { parseCertificate, type Certificate } from "@gir/x509"
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto"
import { assertCost, decryptWithPassword } from "./password-encryption.ts"
import type { Recipient } from "./read-header.ts"

/** Object identifiers of RFC 7292 (PKCS #12). */
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
const KEY_BAG = "1.2.840.113549.1.12.10.1.1"
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2"
const CERT_BAG = "1.2.840.113549.1.12.10.1.3"

const JAVA_MAGIC = [0xfe, 0xed, 0xfe, 0xed]

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
 * @throws ERR_CLI_KEYSTORE_UNREADABLE also for a wrong password: the file does not tell the two
 * apart.
 */
export async function readKeystore(bytes: Uint8Array, password: string): Promise<Keystore> {
  if (JAVA_MAGIC.every((octet, at) => bytes[at] === octet)) {
    throw new GirError("ERR_CLI_KEYSTORE_UNREADABLE", "it is a JKS keystore, not PKCS #12", {
      next: "keytool -importkeystore -srckeystore FILE -destkeystore copy.p12 -deststoretype pkcs12",
    })
  }
  try {
    const bags = await readBags(bytes, password)
    const publicKeys = bags.flatMap((bag) => publicKeyOf(bag, password))
    const certificates = bags
      .filter(({ kind }) => kind === CERT_BAG)
      .flatMap(certificateOf)
      .filter(({ publicKey }) => publicKeys.some((held) => held.equals(publicKey)))
    const ids = new Set(certificates.flatMap(idsOf))
    return { certificates, holds: ({ id }) => ids.has(id) }
  } catch (error) {
    const reason = isGirError(error) ? error.message : "it is damaged, or the password is wrong"
    throw new GirError("ERR_CLI_KEYSTORE_UNREADABLE", `the keystore cannot be read: ${reason}`)
  }
}

/** @returns nothing for what is no certificate of an RSA key: a CA's, say. */
function certificateOf({ value }: Bag): readonly Certificate[] {
  const der = readOctetString(inner(readSequence(value)[1]))
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (isGirError(error)) return []
    throw error
  }
}

interface Bag {
  readonly kind: string
  readonly value: Asn1Node
}

/** PFX ::= SEQUENCE { version, authSafe ContentInfo, macData OPTIONAL } */
async function readBags(bytes: Uint8Array, password: string): Promise<readonly Bag[]> {
  const authSafe = readSequence(decodeAsn1(bytes))[1]
  const parts = readSequence(decodeAsn1(readOctetString(contentOf(authSafe))))
  const bags: Bag[] = []
  for (const part of parts) {
    for (const bag of readSequence(decodeAsn1(await safeContents(part, password)))) {
      const [kind, value] = readSequence(bag)
      bags.push({ kind: readOid(present(kind)), value: inner(value) })
    }
  }
  return bags
}

async function safeContents(part: Asn1Node, password: string): Promise<Uint8Array> {
  const content = contentOf(part)
  if (readOid(present(readSequence(part)[0])) !== ENCRYPTED_DATA) return readOctetString(content)
  const [, algorithm, ciphertext] = readSequence(present(readSequence(content)[1]))
  const octets = readOctetString(present(ciphertext))
  return decryptWithPassword(present(algorithm), octets, password)
}

/** ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY } */
function contentOf(contentInfo: Asn1Node | undefined): Asn1Node {
  return inner(readSequence(present(contentInfo))[1])
}

/** The value inside an explicit `[0]`. */
function inner(node: Asn1Node | undefined): Asn1Node {
  if (node === undefined || !isContext(node, 0)) throw new Error("[0] is due")
  return present(node.children[0])
}

function present(node: Asn1Node | undefined): Asn1Node {
  if (node === undefined) throw new Error("an element is missing")
  return node
}

/** @returns nothing for other bags, and for a key that is no RSA key. */
function publicKeyOf({ kind, value }: Bag, passphrase: string): readonly KeyObject[] {
  if (kind !== KEY_BAG && kind !== SHROUDED_KEY_BAG) return []
  const key = Buffer.from(value.bytes)
  if (kind === KEY_BAG) return [createPublicKey(createPrivateKey({ key, ...PKCS8 }))]
  assertCost(present(readSequence(value)[0]))
  return [createPublicKey(createPrivateKey({ key, ...PKCS8, passphrase }))]
}

const PKCS8 = { format: "der", type: "pkcs8" } as const

/** Every way in which an envelope may name the certificate, as the census writes it. */
function idsOf({ issuerAndSerialDer, subjectKeyIdentifier, publicKey }: Certificate): string[] {
  const spki = decodeAsn1(publicKey.export({ format: "der", type: "spki" }))
  const keyBits = present(readSequence(spki)[1]).content.subarray(1)
  const computed = createHash("sha1").update(keyBits).digest()
  return [issuerAndSerialDer, subjectKeyIdentifier ?? computed, computed].map(hexText)
}
