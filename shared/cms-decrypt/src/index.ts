export type { ContentPolicy } from "./content-policy.ts"
export {
  decryptEnvelope,
  openEnvelope,
  type DecryptedEnvelope,
  type OpenedEnvelope,
  type OpenOptions,
} from "./open-envelope.ts"
export type { RecipientKey } from "./recipient-key.ts"
export { rewrapEnvelope, type RewrapOptions, type RewrappedEnvelope } from "./rewrap-envelope.ts"
export { rsaRecipientKey, type RsaRecipientKeyOptions } from "./rsa-recipient-key.ts"
export { verifiedContent } from "./verified-content.ts"
export {
  memorySource,
  type CiphertextSource,
  type EnvelopeHeader,
  type RecipientInfo,
  type SegmentDigests,
} from "@gir/cms"
