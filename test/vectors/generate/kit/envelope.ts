import {
  encodeContext,
  encodeHeader,
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
  encodeValue,
} from "@gir/asn1"
import type { Certificate } from "@gir/x509"
import { createCipheriv, type CipherGCMTypes } from "node:crypto"
import { fixedOctets, RECIPIENT } from "./keys.ts"
import { wrapPkcs1 } from "./wrap.ts"
import { RECORDING } from "./write-vector.ts"

/** Written by hand from RFC 5652, RFC 5083 and RFC 5084, with no help of the house's own writer. */
export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  envelopedData: "1.2.840.113549.1.7.3",
  authEnvelopedData: "1.2.840.113549.1.9.16.1.23",
  rsaEncryption: "1.2.840.113549.1.1.1",
  rsaesOaep: "1.2.840.113549.1.1.7",
  mgf1: "1.2.840.113549.1.1.8",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
  aes256Gcm: "2.16.840.1.101.3.4.1.46",
  tripleDesCbc: "1.2.840.113549.3.7",
} as const

export const CEK = fixedOctets("session key", 32)
export const IV = fixedOctets("iv", 16)
export const NONCE = fixedOctets("nonce", 12)

export function encryptCbc(content: Uint8Array = RECORDING): Buffer {
  const cipher = createCipheriv("aes-256-cbc", CEK, IV)
  return Buffer.concat([cipher.update(content), cipher.final()])
}

export interface GcmOutput {
  readonly octets: Buffer
  readonly tag: Buffer
}

export function encryptGcm(
  content: Uint8Array = RECORDING,
  { aad = Buffer.alloc(0), nonce = NONCE }: { aad?: Uint8Array; nonce?: Uint8Array } = {},
): GcmOutput {
  const cipher = createCipheriv("aes-256-gcm" as CipherGCMTypes, CEK, nonce)
  cipher.setAAD(aad)
  const octets = Buffer.concat([cipher.update(content), cipher.final()])
  return { octets, tag: cipher.getAuthTag() }
}

/** `KeyTransRecipientInfo ::= SEQUENCE { version, rid, keyEncryptionAlgorithm, encryptedKey }` */
export function keyTrans(encryptedKey: Uint8Array, options: RecipientOptions = {}): Uint8Array {
  const { to = RECIPIENT, algorithm = algorithmOf(OID.rsaEncryption, encodeNull()) } = options
  const { byKeyIdentifier = false } = options
  const rid = byKeyIdentifier
    ? encodeContext(0, to.subjectKeyIdentifier!, { constructed: false })
    : to.issuerAndSerialDer
  return encodeSequence(
    encodeInteger(byKeyIdentifier ? 2 : 0),
    rid,
    algorithm,
    encodeOctetString(encryptedKey),
  )
}

export interface RecipientOptions {
  readonly to?: Certificate
  readonly algorithm?: Uint8Array
  readonly byKeyIdentifier?: boolean
}

/** The CEK for the recipient, as `classic` envelopes have it. */
export function recipient(options: RecipientOptions = {}): Uint8Array {
  return keyTrans(wrapPkcs1(options.to ?? RECIPIENT, CEK), options)
}

export function algorithmOf(oid: string, ...parameters: readonly Uint8Array[]): Uint8Array {
  return encodeSequence(encodeOid(oid), ...parameters)
}

export interface EnvelopeParts {
  readonly recipients?: readonly Uint8Array[]
  /** AlgorithmIdentifier of the content's cipher. */
  readonly cipher?: Uint8Array
  /** Complete `[0]` encryptedContent. */
  readonly content?: Uint8Array
  readonly version?: number
  /** Complete values behind the content: attributes, MAC. */
  readonly behind?: readonly Uint8Array[]
  /** How constructed values are framed. Default: DER. */
  readonly frame?: Frame
}

type Frame = (identifier: number, ...parts: readonly Uint8Array[]) => Uint8Array

/** EnvelopedData: AES-256-CBC, RSAES-PKCS1-v1_5, one recipient, unless `parts` says otherwise. */
export function enveloped(parts: EnvelopeParts = {}): Uint8Array {
  const cipher = parts.cipher ?? algorithmOf(OID.aes256Cbc, encodeOctetString(IV))
  const content = parts.content ?? primitive(encryptCbc())
  return contentInfo(OID.envelopedData, { ...parts, cipher, content })
}

/** AuthEnvelopedData: AES-256-GCM with a tag of 16 octets. */
export function authEnveloped(
  { octets, tag }: GcmOutput,
  parts: EnvelopeParts & { readonly attributes?: Uint8Array } = {},
): Uint8Array {
  const { attributes } = parts
  return contentInfo(OID.authEnvelopedData, {
    cipher: gcm(NONCE, 16),
    content: primitive(octets),
    behind: [...(attributes === undefined ? [] : [attributes]), encodeOctetString(tag)],
    ...parts,
  })
}

/** `GCMParameters ::= SEQUENCE { aes-nonce OCTET STRING, aes-ICVlen INTEGER DEFAULT 12 }` */
export function gcm(nonce: Uint8Array, tagBytes: number): Uint8Array {
  const parameters = encodeSequence(encodeOctetString(nonce), encodeInteger(tagBytes))
  return algorithmOf(OID.aes256Gcm, parameters)
}

export function primitive(octets: Uint8Array): Uint8Array {
  return encodeContext(0, octets, { constructed: false })
}

export const indefinite: Frame = (identifier, ...parts) =>
  Buffer.concat([encodeHeader(identifier, "indefinite"), ...parts, Buffer.alloc(2)])

const SEQUENCE = 0x30
const EXPLICIT_0 = 0xa0

function contentInfo(
  type: string,
  parts: EnvelopeParts & { readonly cipher: Uint8Array; readonly content: Uint8Array },
): Uint8Array {
  const { recipients = [recipient()], cipher, content, version = 0, behind = [] } = parts
  const frame = parts.frame ?? encodeValue
  const encryptedContentInfo = frame(SEQUENCE, encodeOid(OID.data), cipher, content)
  const fields = [encodeInteger(version), encodeSet(...recipients), encryptedContentInfo, ...behind]
  return frame(SEQUENCE, encodeOid(type), frame(EXPLICIT_0, frame(SEQUENCE, ...fields)))
}
