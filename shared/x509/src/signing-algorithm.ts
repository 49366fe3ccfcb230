import type { KeyObject } from "node:crypto"
import { encodeNull, encodeOid, encodeSequence } from "@gir/asn1"
import { GirError } from "@gir/errors"

/** `sha1` makes the weak certificates that the rules are tried on. */
export type SigningHash = "sha1" | "sha256" | "sha384" | "sha512"

export interface SigningAlgorithm {
  readonly oid: string
  /** The AlgorithmIdentifier. */
  readonly der: Uint8Array
  readonly hash: SigningHash
}

const OIDS: Readonly<Record<"rsa" | "ec", Record<SigningHash, string>>> = {
  rsa: {
    sha1: "1.2.840.113549.1.1.5",
    sha256: "1.2.840.113549.1.1.11",
    sha384: "1.2.840.113549.1.1.12",
    sha512: "1.2.840.113549.1.1.13",
  },
  ec: {
    sha1: "1.2.840.10045.4.1",
    sha256: "1.2.840.10045.4.3.2",
    sha384: "1.2.840.10045.4.3.3",
    sha512: "1.2.840.10045.4.3.4",
  },
}

/** @throws ERR_X509_ISSUE_INVALID when the key is neither RSA nor EC. */
export function signingAlgorithm(privateKey: KeyObject, hash: SigningHash): SigningAlgorithm {
  const type = privateKey.asymmetricKeyType
  if (type !== "rsa" && type !== "ec") {
    throw new GirError("ERR_X509_ISSUE_INVALID", `a ${type} key signs no certificate here`)
  }
  const oid = OIDS[type][hash]
  // RFC 4055 §5: NULL parameters for RSA. RFC 5758 §3.2: none for ECDSA.
  const der =
    type === "rsa" ? encodeSequence(encodeOid(oid), encodeNull()) : encodeSequence(encodeOid(oid))
  return { oid, der, hash }
}
