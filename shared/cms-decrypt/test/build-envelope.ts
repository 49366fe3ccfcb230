import {
  constants,
  createCipheriv,
  publicEncrypt,
  randomBytes,
  type CipherGCMTypes,
  type KeyObject,
} from "node:crypto"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import {
  encodeContext,
  encodeHeader,
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSet,
  encodeValue,
} from "@gir/asn1"
import {
  cipherEntry,
  encodeContentEncryptionAlgorithm,
  encodeKeyTransRecipientInfo,
  SegmentDigester,
  type CiphertextSource,
  type KeyTransRecipientInfo,
  type ReadableCipher,
  type RecipientInfo,
  type SegmentDigests,
} from "@gir/cms"
import type { Certificate } from "@gir/x509"
import type { RecipientKey } from "../src/index.ts"

/**
 * A writer of its own, so that the reader is not only tested against the house's own writer; and
 * one that can write what that one never would.
 */
export interface EnvelopeParts {
  readonly cipher: ReadableCipher
  readonly iv: Uint8Array
  /** Encrypted content octets. */
  readonly octets: Uint8Array
  readonly mac?: Uint8Array
  /** Complete RecipientInfo values. Default: one that nobody is named by. */
  readonly recipientInfos?: readonly Uint8Array[]
  readonly version?: number
  /** Complete `[0]` value. */
  readonly originatorInfo?: Uint8Array
  /** Complete `[1]` value: authAttrs or unprotectedAttrs. */
  readonly attributes1?: Uint8Array
  /** Complete `[2]` value: unauthAttrs. */
  readonly attributes2?: Uint8Array
  /** Complete encryptedContent value in place of the one primitive value. */
  readonly encryptedContent?: Uint8Array
  readonly tagBytes?: number
  /** Indefinite lengths around the content. */
  readonly isIndefinite?: boolean
}

export function buildEnvelope(parts: EnvelopeParts): Uint8Array {
  const { cipher, iv, octets, mac } = parts
  const isGcm = cipherEntry(cipher).mode === "gcm"
  const oid = isGcm ? "1.2.840.113549.1.9.16.1.23" : "1.2.840.113549.1.7.3"
  const tagBytes = parts.tagBytes ?? mac?.length ?? 0
  const frame = parts.isIndefinite === true ? indefinite : encodeValue
  const content = frame(
    0x30,
    encodeOid("1.2.840.113549.1.7.1"),
    encodeContentEncryptionAlgorithm({ cipher, iv, tagBytes }),
    parts.encryptedContent ?? encodeContext(0, octets, { constructed: false }),
  )
  const fields = [
    encodeInteger(parts.version ?? 0),
    parts.originatorInfo,
    encodeSet(...(parts.recipientInfos ?? [strangerInfo()])),
    content,
    parts.attributes1,
    mac === undefined ? undefined : encodeOctetString(mac),
    parts.attributes2,
  ].filter((field) => field !== undefined)
  return frame(0x30, encodeOid(oid), frame(0xa0, frame(0x30, ...fields)))
}

/** One value of indefinite length. */
export function indefinite(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([encodeHeader(identifier, "indefinite"), ...parts, Buffer.alloc(2)])
}

export function strangerInfo(): Uint8Array {
  return encodeKeyTransRecipientInfo({
    rid: { kind: "subjectKeyIdentifier", keyIdentifier: Buffer.from("nobody") },
    keyEncryptionAlgorithm: { kind: "pkcs1" },
    encryptedKey: new Uint8Array(256),
  })
}

/** A key that is named by every envelope and holds the CEK already. */
export function keyHolding(cek: Uint8Array): RecipientKey {
  return { unwrapCek: async () => Uint8Array.from(cek) }
}

export function sourceOf(
  bytes: Uint8Array,
): CiphertextSource & { readonly reads: [number, number][] } {
  const reads: [number, number][] = []
  return {
    totalBytes: bytes.length,
    reads,
    read: async (from, to) => {
      reads.push([from, to])
      return Readable.from(chunksOf(Buffer.from(bytes.subarray(from, to))), { objectMode: false })
    },
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000)
}

export async function read(stream: Readable): Promise<Buffer> {
  return buffer(stream)
}

export interface SealOptions {
  readonly cipher?: ReadableCipher
  /** The same CEK and IV each time. */
  readonly isRepeatable?: boolean
  /** Whoever is named by its issuer and serial number. Default: nobody; see `keyHolding`. */
  readonly certificate?: Certificate
  readonly tagBytes?: number
  readonly isIndefinite?: boolean
  /** `[1]` of AuthEnvelopedData; must be what `aad` says. */
  readonly attributes1?: Uint8Array
  readonly aad?: Uint8Array
  /** Makes the encryptedContent value from the octets. */
  readonly content?: (octets: Uint8Array) => Uint8Array
  readonly fields?: Partial<EnvelopeParts>
}

export interface Sealed {
  readonly bytes: Uint8Array
  readonly cek: Buffer
  readonly segments: SegmentDigests
}

/** Encrypts under a fresh CEK. */
export function seal(plaintext: Uint8Array, options: SealOptions = {}): Sealed {
  const cipher = options.cipher ?? "aes256-cbc"
  const { cekBytes, ivBytes, mode, nodeName } = cipherEntry(cipher)
  const random =
    options.isRepeatable === true ? (bytes: number) => Buffer.alloc(bytes, 7) : randomBytes
  const [cek, iv] = [random(cekBytes), random(ivBytes)]
  const authTagLength = options.tagBytes ?? 16
  const aes = createCipheriv(
    nodeName as CipherGCMTypes,
    cek,
    iv,
    mode === "gcm" ? { authTagLength } : undefined,
  )
  if (options.aad !== undefined) aes.setAAD(options.aad)
  const octets = Buffer.concat([aes.update(plaintext), aes.final()])
  const bytes = buildEnvelope({
    cipher,
    iv,
    octets,
    ...(mode === "gcm" ? { mac: aes.getAuthTag() } : {}),
    ...(options.certificate === undefined
      ? {}
      : { recipientInfos: [keyTrans(options.certificate, cek)] }),
    ...(options.attributes1 === undefined ? {} : { attributes1: options.attributes1 }),
    ...(options.content === undefined ? {} : { encryptedContent: options.content(octets) }),
    isIndefinite: options.isIndefinite ?? false,
    ...options.fields,
  })
  return { bytes, cek, segments: digestsOf(bytes) }
}

/** RSAES-PKCS1-v1_5, by issuer and serial number. */
export function keyTrans(certificate: Certificate, cek: Uint8Array): Uint8Array {
  return encodeKeyTransRecipientInfo({
    rid: issuerAndSerial(certificate),
    keyEncryptionAlgorithm: { kind: "pkcs1" },
    encryptedKey: wrapPkcs1(certificate.publicKey, cek),
  })
}

export function issuerAndSerial(certificate: Certificate) {
  return {
    kind: "issuerAndSerialNumber" as const,
    der: certificate.issuerAndSerialDer,
    issuer: certificate.issuer.rfc4514,
    serialNumber: certificate.serialNumber,
  }
}

export function wrapPkcs1(key: KeyObject, message: Uint8Array): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, message)
}

/** Encrypts a whole block as it is, so that any padding can be made. */
export function wrapRaw(key: KeyObject, block: Uint8Array): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block)
}

export function ktri(
  fields: Pick<KeyTransRecipientInfo, "rid" | "keyEncryptionAlgorithm" | "encryptedKey">,
): RecipientInfo {
  return { type: "ktri", version: 0, ...fields }
}

export function digestsOf(bytes: Uint8Array, segmentBytes?: number): SegmentDigests {
  const digester = new SegmentDigester(segmentBytes)
  digester.update(bytes)
  return digester.finish()
}

/** The content in OCTET STRINGs of the given lengths, the last of which repeats. */
export function pieces(octets: Uint8Array, ...lengths: readonly number[]): readonly Uint8Array[] {
  const values: Uint8Array[] = []
  for (let at = 0, index = 0; at < octets.length; index += 1) {
    const length = lengths[Math.min(index, lengths.length - 1)]!
    values.push(encodeOctetString(octets.subarray(at, at + length)))
    at += length
  }
  return values
}
