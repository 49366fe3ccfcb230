import forge from "node-forge"

/** node-forge's trees and buffers, in the types of this house. */
export type ForgeNode = forge.asn1.Asn1

export function toForge(der: Uint8Array): ForgeNode {
  return forge.asn1.fromDer(Buffer.from(der).toString("latin1"))
}

export function fromForge(node: ForgeNode): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(node).getBytes(), "latin1"))
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
export function placeholderKey(): forge.pki.rsa.PublicKey {
  const { BigInteger } = forge.jsbn
  return forge.pki.setRsaPublicKey(new BigInteger("3"), new BigInteger("3"))
}

/** Functions that forge has and documents, and that its published types leave out. */
const untyped = forge.pki as unknown as {
  getTBSCertificate(certificate: forge.pki.Certificate): ForgeNode
  getCertificationRequestInfo(request: forge.pki.CertificateSigningRequest): ForgeNode
}

export function forgeTbsCertificate(certificate: forge.pki.Certificate): ForgeNode {
  return untyped.getTBSCertificate(certificate)
}

export function forgeRequestInfo(request: forge.pki.CertificateSigningRequest): ForgeNode {
  return untyped.getCertificationRequestInfo(request)
}
