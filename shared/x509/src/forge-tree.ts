import type Forge from "node-forge"
import { loadForge } from "./load-forge.ts"

/** node-forge's trees and buffers, in the types of this house. */
export type ForgeNode = Forge.asn1.Asn1

export function toForge(der: Uint8Array): ForgeNode {
  return loadForge().asn1.fromDer(Buffer.from(der).toString("latin1"))
}

export function fromForge(node: ForgeNode): Uint8Array {
  return new Uint8Array(Buffer.from(loadForge().asn1.toDer(node).getBytes(), "latin1"))
}

/** DER as the binary text that forge keeps in its fields. */
export function toForgeText(der: Uint8Array): string {
  return Buffer.from(der).toString("latin1")
}

/** Puts `node` in the place of the component at `index`. */
export function replaceAt(sequence: ForgeNode, index: number, node: ForgeNode): void {
  if (Array.isArray(sequence.value)) sequence.value[index] = node
}

/** Forge builds only around an RSA key of its own; the real key is put in afterwards. */
export function placeholderKey(): Forge.pki.rsa.PublicKey {
  const { jsbn, pki } = loadForge()
  const { BigInteger } = jsbn
  return pki.setRsaPublicKey(new BigInteger("3"), new BigInteger("3"))
}

/** Functions that forge has and documents, and that its published types leave out. */
interface UntypedPki {
  getTBSCertificate(certificate: Forge.pki.Certificate): ForgeNode
  getCertificationRequestInfo(request: Forge.pki.CertificateSigningRequest): ForgeNode
}

function untypedPki(): UntypedPki {
  return loadForge().pki as unknown as UntypedPki
}

export function forgeTbsCertificate(certificate: Forge.pki.Certificate): ForgeNode {
  return untypedPki().getTBSCertificate(certificate)
}

export function forgeRequestInfo(request: Forge.pki.CertificateSigningRequest): ForgeNode {
  return untypedPki().getCertificationRequestInfo(request)
}
