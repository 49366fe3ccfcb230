export { orderBundle } from "./bundle-order.ts"
export { encodeCaBundle, parseCaBundle, type CaBundle, type CaBundleOptions } from "./ca-bundle.ts"
export { validateChain } from "./certificate-chain.ts"
export type { ChainFailure, ChainVerdict, ValidateChainOptions } from "./chain-verdict.ts"
export { profileNotices } from "./check-profile.ts"
export {
  distinctEntries,
  inspectCaBundle,
  type BundleEntry,
  type BundleFinding,
  type BundleInspection,
} from "./inspect-ca-bundle.ts"
export { isIssuedWith, isSelfIssued, isSelfSigned, type Certificate } from "./certificate.ts"
export {
  createCertificateRequest,
  type CertificateRequest,
  type CertificateRequestOptions,
} from "./certificate-request.ts"
export { describeCertificate, type CertificateDescription } from "./describe-certificate.ts"
export {
  decodeDistinguishedName,
  isSameName,
  type DistinguishedName,
} from "./distinguished-name.ts"
export type { DnFields } from "./dn-fields.ts"
export {
  issueCertificate,
  type IssueCertificateOptions,
  type IssuedCertificate,
} from "./issue-certificate.ts"
export type { ExtensionInput } from "./issued-extensions.ts"
export { generateKeyPair, type KeyPair } from "./key-pair.ts"
export {
  pkcs12Key,
  type Pbkdf2KeyOptions,
  type Pkcs12Hash,
  type Pkcs12KeyOptions,
  type ScryptKeyOptions,
} from "./key-derivation.ts"
export { parseCertificate } from "./parse-certificate.ts"
export {
  derivePasswordKey,
  KEY_DERIVATIONS,
  type KeyDerivations,
  type PasswordKey,
} from "./password-key.ts"
export { encodePem, readPemBlocks, type PemBlock } from "./pem.ts"
export {
  assertRecordingCertificate,
  MAX_RSA_BITS,
  MIN_RSA_BITS,
  recordingCertificateFindings,
  type RecordingCertificateFinding,
} from "./recording-certificate.ts"
export { salvagePem, type Salvage, type SalvagedBlock } from "./salvage-pem.ts"
export { printSerialNumber } from "./serial-number.ts"
export {
  assertKeyMatches,
  inspectPrivateKey,
  openPrivateKey,
  type PrivateKey,
  type PrivateKeyInspection,
} from "./private-key.ts"
export { greedyPath } from "./greedy-path.ts"
export { weakSignature, type WeakSignaturePolicy } from "./weak-signature.ts"
