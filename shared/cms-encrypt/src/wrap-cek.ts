import { constants, publicEncrypt, type RsaPublicKey } from "node:crypto"
import {
  encodeKeyTransRecipientInfo,
  KEY_TRANSPORTS,
  MAX_RECIPIENTS,
  MAX_RSA_BITS,
  MIN_RSA_BITS,
  type KeyTransport,
  type RecipientIdentifier,
  type RecipientIdentifierKind,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"

export interface WrapOptions {
  readonly recipients: readonly Certificate[]
  readonly keyTransport: KeyTransport
  readonly recipientId: RecipientIdentifierKind
}

/**
 * Encrypts a content-encryption key to each certificate.
 *
 * @returns one complete KeyTransRecipientInfo value for each, in the order of the certificates.
 * @throws ERR_CMS_RECIPIENT_COUNT, ERR_CMS_RECIPIENT_UNUSABLE
 */
export function wrapCek(cek: Uint8Array, options: WrapOptions): readonly Uint8Array[] {
  const { oaepHash } = KEY_TRANSPORTS[options.keyTransport]
  return encodeRecipients(options, ({ publicKey }) =>
    publicEncrypt(
      oaepHash === null
        ? { key: publicKey, padding: constants.RSA_PKCS1_PADDING }
        : ({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash } as RsaPublicKey),
      cek,
    ),
  )
}

/** The same values with zeros for the wrapped keys: as long as the real ones, at no cost. */
export function unwrittenRecipientInfos(options: WrapOptions): readonly Uint8Array[] {
  return encodeRecipients(options, ({ keyBits }) => new Uint8Array(Math.ceil(keyBits / 8)))
}

function encodeRecipients(
  { recipients, keyTransport, recipientId }: WrapOptions,
  encryptedKeyFor: (certificate: Certificate) => Uint8Array,
): readonly Uint8Array[] {
  if (recipients.length === 0 || recipients.length > MAX_RECIPIENTS) {
    const message = `${recipients.length} recipients, not 1 to ${MAX_RECIPIENTS}`
    throw new GirError("ERR_CMS_RECIPIENT_COUNT", message)
  }
  const { oaepHash } = KEY_TRANSPORTS[keyTransport]
  const keyEncryptionAlgorithm =
    oaepHash === null
      ? ({ kind: "pkcs1" } as const)
      : ({ kind: "oaep", hash: oaepHash, mgf1Hash: oaepHash, label: NO_LABEL } as const)
  return recipients.map((certificate) => {
    assertUsableKey(certificate)
    const rid = recipientIdentifier(certificate, recipientId)
    const encryptedKey = encryptedKeyFor(certificate)
    return encodeKeyTransRecipientInfo({ rid, keyEncryptionAlgorithm, encryptedKey })
  })
}

const NO_LABEL = new Uint8Array(0)

/**
 * Certificates are judged elsewhere; this is the last line before a CEK leaves. With a public
 * exponent of 1 the wrapped key would be the key itself, in clear.
 */
function assertUsableKey(certificate: Certificate): void {
  const { keyType, keyBits, rsa } = certificate
  if (keyType !== "rsa" || rsa === null) throw unusable(certificate, "its key is not RSA")
  if (keyBits < MIN_RSA_BITS || keyBits > MAX_RSA_BITS) {
    throw unusable(certificate, `its key has ${keyBits} bits`)
  }
  if (rsa.exponent < 3n || rsa.exponent % 2n === 0n) {
    throw unusable(certificate, `its public exponent is ${rsa.exponent}`)
  }
}

function recipientIdentifier(
  certificate: Certificate,
  kind: RecipientIdentifierKind,
): RecipientIdentifier {
  if (kind === "issuerAndSerialNumber") {
    const { issuerAndSerialDer, issuer, serialNumber } = certificate
    return { kind, der: issuerAndSerialDer, issuer: issuer.rfc4514, serialNumber }
  }
  const keyIdentifier = certificate.subjectKeyIdentifier
  // RFC 5652 §6.2.1: the identifier is that of the certificate's extension, not a computed one.
  if (keyIdentifier === null) throw unusable(certificate, "it has no subject key identifier")
  return { kind, keyIdentifier }
}

function unusable(certificate: Certificate, reason: string): GirError {
  const message = `cannot encrypt to serial ${certificate.serialNumber}: ${reason}`
  return new GirError("ERR_CMS_RECIPIENT_UNUSABLE", message, {
    fields: { serialNumber: certificate.serialNumber, issuer: certificate.issuer.rfc4514, reason },
  })
}
