import { Type, type Static } from "typebox"
import { MediaId, RecordingId, Sha256, Timestamp } from "../recording/primitives.ts"
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

/** A page of the Recordings screen. `receipt.segments.digests` is left out here, so it is empty. */
export const RecordingPage = Type.Object(
  {
    recordings: Type.Array(RecordingMetadata, { maxItems: 100 }),
    /** The value of `after` for the next page; null on the last one. */
    next: nullable(Type.String()),
    heldCertificateIds,
  },
  strict,
)
export type RecordingPage = Static<typeof RecordingPage>

export const RecordingDetail = Type.Object(
  { recording: RecordingMetadata, heldCertificateIds },
  strict,
)
export type RecordingDetail = Static<typeof RecordingDetail>

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
    /** Null when the length is indefinite. */
    contentBytes: nullable(count),
    tagClass: Type.String(),
    tagNumber: count,
    isConstructed: Type.Boolean(),
    /** The field in the words of the RFC; null for values inside one. */
    name: nullable(Type.String()),
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
    notices: Type.Array(Type.String()),
  },
  strict,
)
export type EnvelopeView = Static<typeof EnvelopeView>
