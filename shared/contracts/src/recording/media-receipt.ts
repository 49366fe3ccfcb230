import { Type, type Static } from "typebox"
import { EnvelopeProfile, MediaId, MediaKind, MediaType, Sha256, Timestamp } from "./primitives.ts"

/** Names one certificate that a recording was encrypted to. */
export const RecipientReference = Type.Object(
  {
    /** Issuer distinguished name, RFC 4514 text. */
    issuer: Type.String(),
    /** Upper-case hexadecimal, even length, no leading zero octets. */
    serialNumber: Type.String({ pattern: "^[0-9A-F]+$" }),
    /** Common Name of the subject, for people. */
    subject: Type.String(),
    /** SHA-256 of the certificate's DER. */
    certificateSha256: Sha256,
  },
  { additionalProperties: false },
)
export type RecipientReference = Static<typeof RecipientReference>

/** How a media file is protected; a clear media file has `null` in its place. */
export const Protection = Type.Object(
  {
    container: Type.Literal("pkcs7"),
    envelopeProfile: EnvelopeProfile,
    /** Content cipher, in the words of the algorithms table: `aes256-cbc`, `aes256-gcm`. */
    cipher: Type.String(),
    recipients: Type.Array(RecipientReference, { minItems: 1, maxItems: 64 }),
  },
  { additionalProperties: false },
)
export type Protection = Static<typeof Protection>

/** SHA-256 of every segment of the stored bytes, so that none is released unverified. */
export const SegmentDigests = Type.Object(
  {
    segmentBytes: Type.Integer({ minimum: 1 }),
    /** Length of the whole stored object; the last segment may be short. */
    totalBytes: Type.Integer({ minimum: 0 }),
    /** SHA-256 over the concatenated segment digests. */
    root: Sha256,
    digests: Type.Array(Sha256),
  },
  { additionalProperties: false },
)
export type SegmentDigests = Static<typeof SegmentDigests>

/**
 * What "plays" is measured by. Two media files are equal when every field is equal.
 * WAV is compared by its decoded samples, mp3 and mp4 by their bytes.
 */
export const Fingerprint = Type.Union([
  Type.Object(
    {
      /** SHA-256 of the samples in 16 bits, or in 32 where they do not fit. */
      kind: Type.Union([Type.Literal("pcm16"), Type.Literal("pcm")]),
      sha256: Sha256,
      /** Samples of one channel. */
      sampleCount: Type.Integer({ minimum: 0 }),
      channels: Type.Integer({ minimum: 1 }),
      sampleRate: Type.Integer({ minimum: 1 }),
      durationMs: Type.Number({ minimum: 0 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal("bytes"), sha256: Sha256, byteCount: Type.Integer({ minimum: 0 }) },
    { additionalProperties: false },
  ),
])
export type Fingerprint = Static<typeof Fingerprint>

/** One stored media file: where its bytes lie, how they are protected, and their digests. */
export const MediaReceipt = Type.Object(
  {
    mediaId: MediaId,
    kind: MediaKind,
    /** Name after the profile's File Name Template, without a folder. */
    fileName: Type.String({ minLength: 1, maxLength: 255 }),
    type: MediaType,
    startTime: Timestamp,
    stopTime: Timestamp,
    durationMs: Type.Number({ minimum: 0 }),
    /** Key of the object in the Storage Destination. */
    storageKey: Type.String({ minLength: 1 }),
    storedBytes: Type.Integer({ minimum: 0 }),
    plaintextBytes: Type.Integer({ minimum: 0 }),
    protection: Type.Union([Protection, Type.Null()]),
    segments: SegmentDigests,
    fingerprint: Fingerprint,
  },
  { additionalProperties: false },
)
export type MediaReceipt = Static<typeof MediaReceipt>
