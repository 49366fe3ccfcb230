export { isContentCipher } from "@gir/cms"
export { ciphertextBytes, encryptedSize } from "./ciphertext-size.ts"
export { PIECE_BYTES } from "./cut-into-pieces.ts"
export { encryptContent, type ContentEncryption } from "./encrypt-content.ts"
export { encryptEnvelope, type EncryptedEnvelope } from "./encrypt-envelope.ts"
export type { EncryptionOptions } from "./encryption-options.ts"
export { pemEncoder, pemSize } from "./pem-encoder.ts"
export { segmentDigester } from "./segment-digester.ts"
export { wrapCek, type WrapOptions } from "./wrap-cek.ts"
export type {
  ContentCipher,
  EnvelopeProfile,
  KeyTransport,
  RecipientIdentifierKind,
  SegmentDigests,
} from "@gir/cms"
