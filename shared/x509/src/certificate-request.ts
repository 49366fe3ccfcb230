import { createPublicKey, sign, type KeyObject } from "node:crypto"
import { encodeBitString, encodeSequence } from "@gir/asn1"
import { toForgeName, type DnFields } from "./dn-fields.ts"
import { forgeRequestInfo, fromForge, placeholderKey, replaceAt, toForge } from "./forge-tree.ts"
import { exportPrivateKey } from "./key-pair.ts"
import { loadForge } from "./load-forge.ts"
import { encodePem } from "./pem.ts"
import { signingAlgorithm } from "./signing-algorithm.ts"

export interface CertificateRequestOptions {
  readonly subject: DnFields
  readonly privateKey: KeyObject
}

export interface CertificateRequest {
  /** The file `cert.req`. */
  readonly requestPem: string
  /** The file `private_key.pem`: PKCS #8, clear, as `openssl req -nodes` writes it. */
  readonly privateKeyPem: string
}

/**
 * Makes a PKCS #10 request for a third-party CA. Seed: "OpenSSL command to generate certificate
 * signing request and private key". RFC 2986 §4.
 *
 * @throws ERR_X509_ISSUE_INVALID naming the DN field that does not fit.
 */
export function createCertificateRequest(options: CertificateRequestOptions): CertificateRequest {
  const { privateKey } = options
  const request = loadForge().pki.createCertificationRequest()
  request.setSubject(toForgeName(options.subject))
  request.publicKey = placeholderKey()
  const info = forgeRequestInfo(request)
  replaceAt(info, 2, toForge(createPublicKey(privateKey).export({ format: "der", type: "spki" })))
  const infoDer = fromForge(info)
  const algorithm = signingAlgorithm(privateKey, "sha256")
  const signature = sign(algorithm.hash, infoDer, privateKey)
  const der = encodeSequence(infoDer, algorithm.der, encodeBitString(signature))
  return {
    requestPem: encodePem("CERTIFICATE REQUEST", der),
    privateKeyPem: exportPrivateKey(privateKey),
  }
}
