import { constants, createCipheriv, createHash, publicEncrypt, randomBytes } from "node:crypto"
import {
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
} from "@gir/asn1"
import type { SegmentDigests } from "@gir/contracts"
import type { Certificate } from "@gir/x509"

const SEGMENT_BYTES = 1_048_576

/**
 * An EnvelopedData (RFC 5652 §6.1) with AES-256-CBC and RSAES-PKCS1-v1_5, written here on its own:
 * RCS must not even have encryption code among its test dependencies.
 */
export function envelopedData(plaintext: Uint8Array, recipients: readonly Certificate[]): Buffer {
  const [cek, iv] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv("aes-256-cbc", cek, iv)
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const encryptedContentInfo = encodeSequence(
    encodeOid("1.2.840.113549.1.7.1"),
    encodeSequence(encodeOid("2.16.840.1.101.3.4.1.42"), encodeOctetString(iv)),
    encodeContext(0, ciphertext, { constructed: false }),
  )
  const envelope = encodeSequence(
    encodeInteger(0),
    encodeSet(...recipients.map((recipient) => keyTransRecipientInfo(recipient, cek))),
    encryptedContentInfo,
  )
  const contentInfo = encodeSequence(
    encodeOid("1.2.840.113549.1.7.3"),
    encodeContext(0, envelope, { constructed: true }),
  )
  return Buffer.from(contentInfo)
}

export function keyTransRecipientInfo(recipient: Certificate, cek: Uint8Array): Uint8Array {
  const { publicKey, issuerAndSerialDer } = recipient
  const padding = constants.RSA_PKCS1_PADDING
  return encodeSequence(
    encodeInteger(0),
    issuerAndSerialDer,
    encodeSequence(encodeOid("1.2.840.113549.1.1.1"), encodeNull()),
    encodeOctetString(publicEncrypt({ key: publicKey, padding }, cek)),
  )
}

/** The digests that a recorder writes into the receipt of what it stored. */
export function segmentDigests(stored: Uint8Array, segmentBytes = SEGMENT_BYTES): SegmentDigests {
  const digests: Buffer[] = []
  for (let at = 0; at < stored.length; at += segmentBytes) {
    digests.push(sha256(stored.subarray(at, at + segmentBytes)))
  }
  return {
    segmentBytes,
    totalBytes: stored.length,
    root: sha256(Buffer.concat(digests)).toString("hex"),
    digests: digests.map((digest) => digest.toString("hex")),
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest()
}
