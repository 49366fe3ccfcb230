export { removeArmor, type StoredForm, type UnarmoredEnvelope } from "./armor.ts"
export {
  CONTENT_CIPHERS,
  ENVELOPE_PROFILES,
  GCM_TAG_BYTES,
  HASH_OIDS,
  KEY_TRANSPORTS,
  cipherEntry,
  isContentCipher,
  isKeyTransport,
  type CipherEntry,
  type ContentCipher,
  type EnvelopeContentType,
  type EnvelopeProfile,
  type KeyTransport,
  type OaepHash,
  type ReadableCipher,
} from "./algorithms.ts"
export {
  byteSource,
  defineByteSource,
  heldSource,
  memorySource,
  readBytes,
  type Batch,
  type ByteSource,
  type CiphertextSource,
} from "./ciphertext-source.ts"
export {
  decodeContentEncryptionAlgorithm,
  encodeContentEncryptionAlgorithm,
  type ContentEncryptionAlgorithm,
} from "./content-encryption-algorithm.ts"
export { positionOf, type ContentLayout, type ContentRun } from "./content-layout.ts"
export {
  contentOctets,
  readContentOctets,
  type Batches,
  type OctetRange,
} from "./content-octets.ts"
export { describeNode, grouped, nameOf, recipientAt, typeName } from "./describe-node.ts"
export {
  decodeEnvelopeHeader,
  type EncryptedContentPosition,
  type EnvelopeHeader,
  type HeaderPositions,
} from "./envelope-header.ts"
export { decodeEnvelopeTrailer, type EnvelopeTrailer } from "./envelope-trailer.ts"
export { cutOf, explainTree, explainWhole, type ExplainedNode } from "./explain-tree.ts"
export { frameEnvelope, type EnvelopeFields, type EnvelopeFrame } from "./frame-envelope.ts"
export { keepFreedMemory } from "./keep-freed-memory.ts"
export {
  decodeKeyEncryptionAlgorithm,
  describeKeyTransport,
  encodeKeyEncryptionAlgorithm,
  type KeyEncryptionAlgorithm,
  type OaepParameters,
} from "./key-encryption-algorithm.ts"
export {
  decodeKeyTransRecipientInfo,
  encodeKeyTransRecipientInfo,
  keyTransVersion,
  type KeyTransRecipientInfo,
} from "./key-trans-recipient-info.ts"
export {
  inspectEnvelope,
  inspectNodes,
  type EnvelopeInspection,
  type InspectedContent,
  type InspectedRecipient,
  type NamedNode,
} from "./inspect-envelope.ts"
export {
  MAX_GCM_CONTENT_BYTES,
  MAX_HEADER_BYTES,
  MAX_RECIPIENTS,
  MAX_RSA_BITS,
  MIN_RSA_BITS,
} from "./limits.ts"
export { listNodes, type ListedNode, type NodeList } from "./list-nodes.ts"
export { locateContent, readEnvelopeHeader, readEnvelopeTrailer } from "./locate-content.ts"
export {
  decryptCommand,
  openingCommands,
  unwrapCommand,
  type OpeningCommand,
} from "./opening-commands.ts"
export type { OriginatorInfo } from "./originator-info.ts"
export {
  decodeRecipientIdentifier,
  describeRecipientIdentifier,
  encodeRecipientIdentifier,
  hexText,
  type RecipientIdentifier,
  type RecipientIdentifierKind,
} from "./recipient-identifier.ts"
export {
  decodeRecipientInfos,
  type ForeignRecipientInfo,
  type RecipientInfo,
} from "./recipient-info.ts"
export {
  rootDigest,
  SEGMENT_BYTES,
  SegmentDigester,
  type SegmentDigests,
} from "./segment-digests.ts"
export { shellWord } from "./shell-word.ts"
export { secretBuffer } from "./secret-buffer.ts"
