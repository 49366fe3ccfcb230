import { Type, type Static } from "typebox"
import { Fingerprint, MediaReceipt } from "../recording/media-receipt.ts"
import { MediaId, RecordingId } from "../recording/primitives.ts"
import { CallDescription } from "../recording/recording-metadata.ts"

const strict = { additionalProperties: false }

/** Where media comes from: the built-in material, or a file on the recorder's machine. */
export const MediaSource = Type.Union([
  Type.Object({ kind: Type.Literal("built-in") }, strict),
  Type.Object({ kind: Type.Literal("file"), path: Type.String({ minLength: 1 }) }, strict),
])
export type MediaSource = Static<typeof MediaSource>

/** A call that is to be recorded, as Resource Manager hands it to a Media Control Platform. */
export const RecordCall = Type.Object(
  {
    recordingId: RecordingId,
    ivrProfileDbid: Type.Integer({ minimum: 1 }),
    callerPhoneNumber: Type.String(),
    dialedPhoneNumber: Type.String(),
    agentId: Type.String(),
    connectionId: Type.String(),
    source: MediaSource,
    /** Keep the source's channels, or mix them to one. */
    channels: Type.Union([Type.Literal("keep"), Type.Literal("mix")]),
    pace: Type.Union([Type.Literal("fast"), Type.Literal("real-time")]),
    /** The Media Control Platform that Resource Manager chose; absent: whichever is free. */
    mcp: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  strict,
)
export type RecordCall = Static<typeof RecordCall>

export const RecordScreen = Type.Object(
  {
    recordingId: RecordingId,
    agentId: Type.String(),
    source: MediaSource,
    /** Length of the drawn desktop; a given file has its own. */
    durationMs: Type.Integer({ minimum: 1, maximum: 86_400_000 }),
  },
  strict,
)
export type RecordScreen = Static<typeof RecordScreen>

/** The receipt of a stored call: references and digests, never bytes, never keys. */
export const ProcessRecording = Type.Object({ call: CallDescription, media: MediaReceipt }, strict)
export type ProcessRecording = Static<typeof ProcessRecording>

export const MuxRecording = Type.Object({ recordingId: RecordingId }, strict)
export type MuxRecording = Static<typeof MuxRecording>

/** Asks RCS to decrypt one stored media file and to answer with its fingerprint. */
export const VerifyPlayback = Type.Object(
  { mediaId: MediaId, runId: Type.String({ pattern: "^[0-9a-z-]{1,64}$" }) },
  strict,
)
export type VerifyPlayback = Static<typeof VerifyPlayback>

/** Proof of playback: digests of the plaintext, never plaintext. */
export const PlaybackProof = Type.Object(
  {
    mediaId: MediaId,
    plaintextBytes: Type.Integer({ minimum: 0 }),
    fingerprint: Fingerprint,
    /** Serial number of the certificate whose key opened it; null for a clear media file. */
    openedBy: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
)
export type PlaybackProof = Static<typeof PlaybackProof>

export const StoredReference = Type.Object(
  { mediaId: MediaId, storageKey: Type.String(), storedBytes: Type.Integer({ minimum: 0 }) },
  strict,
)
/** What a recording job answers with: where the ciphertext lies. */
export type StoredReference = Static<typeof StoredReference>
