import { constants, sign, type KeyObject } from "node:crypto"
import { decodeAsn1, encodeBitString, encodeSequence } from "@gir/asn1"
import { parseCertificate, type Certificate } from "@gir/x509"

/** Places of the components in a v3 TBSCertificate. */
export const TBS = {
  version: 0,
  serialNumber: 1,
  signature: 2,
  issuer: 3,
  validity: 4,
  subject: 5,
  subjectPublicKeyInfo: 6,
  extensions: 7,
} as const

/** The same certificate with one component replaced; its signature no longer fits. */
export function rebuild(certificate: Certificate, place: number, der: Uint8Array): Uint8Array {
  const [tbs, ...rest] = decodeAsn1(certificate.der).children
  const parts = tbs!.children.map(({ bytes }) => bytes)
  parts[place] = der
  return encodeSequence(encodeSequence(...parts), ...rest.map(({ bytes }) => bytes))
}

export interface Resigning {
  /** New components, by their place in the TBSCertificate; `null` leaves one out. */
  readonly parts: Readonly<Record<number, Uint8Array | null>>
  readonly privateKey: KeyObject
  /** AlgorithmIdentifier of the signature; the certificate's own when it is not given. */
  readonly algorithm?: Uint8Array
  /** Hash for `node:crypto`; `null` for keys that bring their own. */
  readonly hash?: string | null
  /** The signature's BIT STRING, made from the octets of the signature. */
  readonly wrap?: (signature: Uint8Array) => Uint8Array
  readonly pss?: { readonly saltLength: number }
}

/** The same certificate with components replaced, and signed again so that only they are odd. */
export function resign(certificate: Certificate, how: Resigning): Certificate {
  return parseCertificate(resignDer(certificate, how))
}

export function resignDer(certificate: Certificate, how: Resigning): Uint8Array {
  const [tbs, algorithmNode] = decodeAsn1(certificate.der).children
  const algorithm = how.algorithm ?? algorithmNode!.bytes
  const changes: Resigning["parts"] = {
    ...how.parts,
    [TBS.signature]: how.parts[TBS.signature] ?? algorithm,
  }
  const components = tbs!.children.flatMap(({ bytes }, place) => {
    const change = changes[place]
    return change === null ? [] : [change ?? bytes]
  })
  const extra = Object.entries(how.parts).flatMap(([place, der]) =>
    Number(place) >= tbs!.children.length && der !== null ? [der] : [],
  )
  const signed = encodeSequence(...components, ...extra)
  const key =
    how.pss === undefined
      ? how.privateKey
      : { key: how.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, ...how.pss }
  const signature = sign(how.hash === undefined ? "sha256" : how.hash, signed, key)
  return encodeSequence(signed, algorithm, (how.wrap ?? encodeBitString)(signature))
}
