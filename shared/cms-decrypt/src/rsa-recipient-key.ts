import { createHash, createPublicKey, type KeyObject } from "node:crypto"
import {
  MAX_RSA_BITS,
  MIN_RSA_BITS,
  type KeyTransRecipientInfo,
  type RecipientIdentifier,
  type RecipientInfo,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import { privateExponentDigest } from "./implicit-rejection.ts"
import type { RecipientKey } from "./recipient-key.ts"
import { unwrapCek, type UnwrapRequest } from "./unwrap-cek.ts"

export interface RsaRecipientKeyOptions {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
  /** Other certificates on the same key: earlier or later ones of a renewal. */
  readonly otherCertificates?: readonly Certificate[]
  /**
   * `implicit` (default): a wrapped key with broken padding opens to a pseudorandom CEK, so that
   * nobody who can send files learns about paddings. `explicit`: it is refused at once, for a
   * person with one file and their own key, where one garbage CEK in 256 would pass the padding of
   * AES-CBC.
   */
  readonly rejection?: "implicit" | "explicit"
}

/**
 * A private key, and the names under which envelopes may know it: the issuer and serial number of
 * each certificate on it, their subject key identifiers, and those computed from the key itself.
 *
 * @throws ERR_X509_KEY_MISMATCH when key and certificates do not belong together.
 * @throws ERR_CMS_RECIPIENT_UNUSABLE when the key is not RSA of 2048 to 8192 bits.
 */
export function rsaRecipientKey(
  options: RsaRecipientKeyOptions,
): RecipientKey & { readonly certificate: Certificate } {
  const { certificate, privateKey, rejection = "implicit" } = options
  const certificates = [certificate, ...(options.otherCertificates ?? [])]
  assertUsable(privateKey)
  assertSameKey(privateKey, certificates)
  const names = namesOf(certificates)
  let digest: Buffer | null = null
  return {
    certificate,
    unwrapCek: async (recipientInfos, cekBytes) => {
      const info = findRecipientInfo(recipientInfos, names)
      if (info === null) return null
      const algorithm = supportedAlgorithm(info)
      const exponentDigest = (digest ??= privateExponentDigest(privateKey))
      const { encryptedKey } = info
      const key = { privateKey, exponentDigest, rejection }
      return unwrapCek({ ...key, algorithm, encryptedKey, cekBytes })
    },
  }
}

function assertUsable(privateKey: KeyObject): void {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
  const isRsa = privateKey.asymmetricKeyType === "rsa" && privateKey.type === "private"
  if (isRsa && bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS) return
  const found = isRsa ? `RSA ${bits}` : `a key of type ${privateKey.asymmetricKeyType ?? "secret"}`
  throw new GirError("ERR_CMS_RECIPIENT_UNUSABLE", `cannot open recordings with ${found}`)
}

function assertSameKey(privateKey: KeyObject, certificates: readonly Certificate[]): void {
  const publicKey = createPublicKey(privateKey)
  for (const { publicKey: certified, serialNumber } of certificates) {
    if (certified.equals(publicKey)) continue
    throw new GirError(
      "ERR_X509_KEY_MISMATCH",
      "this private key does not belong to this certificate",
      { fields: { serialNumber } },
    )
  }
}

/** In hexadecimal, so that a lookup is a lookup. */
interface KeyNames {
  readonly issuersAndSerials: ReadonlySet<string>
  readonly keyIdentifiers: ReadonlySet<string>
}

function namesOf(certificates: readonly Certificate[]): KeyNames {
  const extensions = certificates.flatMap(({ subjectKeyIdentifier }) => subjectKeyIdentifier ?? [])
  return {
    issuersAndSerials: new Set(
      certificates.map(({ issuerAndSerialDer }) => hex(issuerAndSerialDer)),
    ),
    keyIdentifiers: new Set([...extensions, ...computedIdentifiers(certificates)].map(hex)),
  }
}

/**
 * The identifiers that issuers compute from a key: all of SHA-1 (RFC 5280 §4.2.1.2 method 1), or
 * the first 160 bits of longer hashes (RFC 7093 §2). A certificate that was renewed on the same key
 * keeps them, also when ours does not carry the extension.
 */
function computedIdentifiers(certificates: readonly Certificate[]): readonly Uint8Array[] {
  const octets = certificates[0]!.publicKey.export({ type: "pkcs1", format: "der" })
  return ["sha1", "sha256", "sha384", "sha512"].map((hash) =>
    createHash(hash).update(octets).digest().subarray(0, 20),
  )
}

/** @returns the first RecipientInfo that names the key, a supported one before others. */
function findRecipientInfo(
  recipientInfos: readonly RecipientInfo[],
  names: KeyNames,
): KeyTransRecipientInfo | null {
  let unsupported: KeyTransRecipientInfo | null = null
  for (const info of recipientInfos) {
    if (info.type !== "ktri" || !isNamed(info.rid, names)) continue
    if (info.keyEncryptionAlgorithm.kind !== "unknown") return info
    unsupported ??= info
  }
  return unsupported
}

function isNamed(rid: RecipientIdentifier, { issuersAndSerials, keyIdentifiers }: KeyNames) {
  if (rid.kind === "subjectKeyIdentifier") return keyIdentifiers.has(hex(rid.keyIdentifier))
  // As it stands it is nearly always DER, and only what is not must be encoded again.
  const isStored = rid.stored !== undefined && issuersAndSerials.has(hex(rid.stored))
  return isStored || issuersAndSerials.has(hex(rid.der))
}

function hex({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex")
}

function supportedAlgorithm({
  keyEncryptionAlgorithm: algorithm,
}: KeyTransRecipientInfo): UnwrapRequest["algorithm"] {
  if (algorithm.kind !== "unknown") return algorithm
  throw new GirError("ERR_CMS_UNSUPPORTED", `the CEK is wrapped with ${algorithm.reason}`, {
    fields: { oid: algorithm.oid },
  })
}
