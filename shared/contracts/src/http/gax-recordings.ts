import { Type, type Static } from "typebox"
import { MediaId, MediaKind, RecordingId, Sha256, Timestamp } from "../recording/primitives.ts"
import { RecordingMetadata } from "../recording/recording-metadata.ts"

const strict = { additionalProperties: false }
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()])
const count = Type.Integer({ minimum: 0 })

/**
 * Certificates named by the recordings beside it whose key RCS holds at this moment, whatever the
 * session's own list says; null while RCS is away.
 */
const heldCertificateIds = nullable(Type.Array(Sha256))

/**
 * What is known of a recording. `plays` only when its playback was compared with the original, and
 * the key that opened it is still there.
 */
export const PlaybackStatus = Type.Union([
  Type.Literal("plays"),
  Type.Literal("fails"),
  Type.Literal("refused"),
  Type.Literal("notProved"),
])
export type PlaybackStatus = Static<typeof PlaybackStatus>

/** A certificate that recordings are encrypted to, and whether RCS holds its key at this moment. */
export const HeldRecipient = Type.Object(
  {
    certificateId: Sha256,
    serialNumber: Type.String(),
    subject: Type.String(),
    /** Null while RCS is away. */
    isHeld: nullable(Type.Boolean()),
  },
  strict,
)
export type HeldRecipient = Static<typeof HeldRecipient>

/** One row of the Recordings screen. */
export const RecordingRow = Type.Object(
  {
    id: RecordingId,
    startTime: Timestamp,
    callerPhoneNumber: Type.String(),
    dialedPhoneNumber: Type.String(),
    agentId: Type.String(),
    parts: Type.Array(Type.Object({ kind: MediaKind, isEncrypted: Type.Boolean() }, strict)),
    recipients: Type.Array(HeldRecipient),
    status: PlaybackStatus,
    /** Why it fails or was refused; null otherwise. */
    code: nullable(Type.String()),
  },
  strict,
)
export type RecordingRow = Static<typeof RecordingRow>

export const RecordingListQuery = Type.Object(
  {
    /** Part of an id, a telephone number, an agent or a serial number, whatever the case. */
    text: Type.Optional(Type.String({ maxLength: 255 })),
    status: Type.Optional(PlaybackStatus),
    /** A certificate's id, or `none`: recordings with a clear part. */
    recipient: Type.Optional(Type.String({ pattern: "^([0-9a-f]{64}|none)$" })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  },
  strict,
)
export type RecordingListQuery = Static<typeof RecordingListQuery>

/** A run of Verify all. */
export const VerificationRun = Type.Object(
  {
    runId: Type.String(),
    startedAt: Timestamp,
    /** Media files that are verified. */
    total: count,
    ended: count,
    plays: count,
    fails: count,
    isOver: Type.Boolean(),
    /** Why the run broke off; null when it did not. */
    code: nullable(Type.String()),
  },
  strict,
)
export type VerificationRun = Static<typeof VerificationRun>

/** A page of the Recordings screen, newest first. */
export const RecordingPage = Type.Object(
  {
    recordings: Type.Array(RecordingRow, { maxItems: 100 }),
    /** Recordings before the first one of this page. */
    skipped: count,
    /** Recordings that match. */
    matching: count,
    /** All recordings. */
    total: count,
    /** Every certificate that some recording was encrypted to: the choices of Recipient. */
    recipients: Type.Array(HeldRecipient),
    /** The last Verify all since GAX was started; null when there was none. */
    verification: nullable(VerificationRun),
  },
  strict,
)
export type RecordingPage = Static<typeof RecordingPage>

/** The last proof of one media file. */
export const MediaProof = Type.Object(
  {
    mediaId: MediaId,
    status: PlaybackStatus,
    code: nullable(Type.String()),
    /** When RCS compared it; null when nobody asked. */
    at: nullable(Timestamp),
    /** Serial number of the certificate whose key opened it. */
    openedBy: nullable(Type.String()),
  },
  strict,
)
export type MediaProof = Static<typeof MediaProof>

export const RecordingDetail = Type.Object(
  {
    recording: RecordingMetadata,
    heldCertificateIds,
    status: PlaybackStatus,
    code: nullable(Type.String()),
    proofs: Type.Array(MediaProof),
  },
  strict,
)
export type RecordingDetail = Static<typeof RecordingDetail>

export const RecordOneCall = Type.Object({ withScreen: Type.Boolean() }, strict)
export type RecordOneCall = Static<typeof RecordOneCall>

/** Answer of Record one call. */
export const RecordedCall = Type.Object(
  {
    recordingId: RecordingId,
    /** `running`: the recorder has not ended within the time of the request. */
    status: Type.Union([
      Type.Literal("held"),
      Type.Literal("refused"),
      Type.Literal("fails"),
      Type.Literal("running"),
    ]),
    code: nullable(Type.String()),
    message: nullable(Type.String()),
  },
  strict,
)
export type RecordedCall = Static<typeof RecordedCall>

/** The newest interaction whose call and screen are protected in one of the four ways. */
export const MuxCombination = Type.Object(
  {
    isCallEncrypted: Type.Boolean(),
    isScreenEncrypted: Type.Boolean(),
    /** Null when there is none. */
    recordingId: nullable(RecordingId),
    outcome: nullable(
      Type.Union([Type.Literal("muxed"), Type.Literal("refused"), Type.Literal("notYet")]),
    ),
    code: nullable(Type.String()),
    /** Null when it was not muxed. */
    isMuxEncrypted: nullable(Type.Boolean()),
  },
  strict,
)
export type MuxCombination = Static<typeof MuxCombination>

export const MuxCombinations = Type.Array(MuxCombination, { minItems: 4, maxItems: 4 })

/** Most of a stored object that one request brings. */
export const MAX_STORED_BYTES = 1_048_576

/** A range of the bytes as they are stored: ciphertext. */
export const StoredBytesQuery = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    bytes: Type.Integer({ minimum: 1, maximum: MAX_STORED_BYTES }),
  },
  strict,
)
export type StoredBytesQuery = Static<typeof StoredBytesQuery>

export const RecordingMediaAddress = Type.Object(
  { recordingId: RecordingId, mediaId: MediaId },
  strict,
)
export type RecordingMediaAddress = Static<typeof RecordingMediaAddress>

/**
 * A right to play one media file for a short time. The player goes to RCS itself, and a browser shows
 * the right there with a cookie that came beside this answer.
 */
export const Playback = Type.Object(
  {
    mediaId: MediaId,
    mediaUri: Type.String(),
    /** Until then a request may begin. */
    expiresAt: Timestamp,
    /**
     * For `Authorization: Bearer`. Only for a program, whose session is a header, and for a browser
     * that knows RCS under another host name and would not send it the cookie.
     */
    token: Type.Optional(Type.String()),
  },
  strict,
)
export type Playback = Static<typeof Playback>

/** Cookie with a playback token, for RCS: no script can read it, and no address carries it. */
export const PLAYBACK_COOKIE = "gir-playback"

/** One value of the envelope's encoding. Positions are those of `openssl asn1parse`. */
export const EnvelopeNodeView = Type.Object(
  {
    offset: count,
    depth: count,
    headerBytes: count,
    /** With header, and end-of-contents octets; null when the encoding is cut. */
    totalBytes: nullable(count),
    /** The field in the words of RFC 5652 or 5083, a recipient with its number; null for values inside one. */
    name: nullable(Type.String()),
    /** As `name`; what the standards call a value inside a field, or its type. */
    field: Type.String(),
    /** What it holds, in a few words. */
    value: Type.String(),
    /** Its line in the standard, where that is, and what it is for. */
    asn1: Type.String(),
    standard: Type.String(),
    sentence: Type.String(),
    /** The command that shows the same bytes of the saved file; null when there is none. */
    openssl: nullable(Type.String()),
  },
  strict,
)
export type EnvelopeNodeView = Static<typeof EnvelopeNodeView>

/** One recipient of an envelope, and whether RCS could open the recording with its key. */
export const EnvelopeRecipientView = Type.Object(
  {
    /** `ktri` for KeyTransRecipientInfo. */
    type: Type.String(),
    offset: count,
    bytes: count,
    version: Type.Optional(Type.Integer()),
    issuer: Type.Optional(Type.String()),
    serialNumber: Type.Optional(Type.String()),
    subjectKeyIdentifier: Type.Optional(Type.String()),
    keyTransport: Type.Optional(Type.String()),
    encryptedKeyBytes: Type.Optional(count),
    /** Common Name of the certificate, from the recording's metadata; null when it does not say. */
    subject: nullable(Type.String()),
    certificateId: nullable(Sha256),
    /** Null while RCS is away. */
    isHeld: nullable(Type.Boolean()),
  },
  strict,
)
export type EnvelopeRecipientView = Static<typeof EnvelopeRecipientView>

/** A piece of the stored bytes, in base64. */
export const EnvelopeBytes = Type.Object({ offset: count, base64: Type.String() }, strict)
export type EnvelopeBytes = Static<typeof EnvelopeBytes>

/** A step that a person can take with OpenSSL on the saved file. */
export const EnvelopeStep = Type.Object({ title: Type.String(), command: Type.String() }, strict)
export type EnvelopeStep = Static<typeof EnvelopeStep>

/** What an envelope tells without any key: as tree, and as bytes. */
export const EnvelopeView = Type.Object(
  {
    mediaId: MediaId,
    fileName: Type.String(),
    storedBytes: count,
    /** `EnvelopedData` or `AuthEnvelopedData`. */
    contentType: Type.String(),
    version: Type.Integer(),
    cipherTitle: Type.String(),
    ivHex: Type.String(),
    tagBytes: count,
    /** The encrypted octets: where the first one lies, how many there are, in how many pieces. */
    content: Type.Object({ offset: count, firstOctet: count, bytes: count, pieces: count }, strict),
    recipients: Type.Array(EnvelopeRecipientView),
    nodes: Type.Array(EnvelopeNodeView),
    /** True when the envelope has more values than are listed. */
    isCut: Type.Boolean(),
    /** Everything before the encrypted octets and a little of them; and what follows them. */
    bytes: Type.Array(EnvelopeBytes),
    /** What the saved file is called in the commands. */
    savedAs: Type.String(),
    /** From the bytes to the clear recording; the keys are those of whoever types it. */
    steps: Type.Array(EnvelopeStep),
    notices: Type.Array(Type.String()),
  },
  strict,
)
export type EnvelopeView = Static<typeof EnvelopeView>
