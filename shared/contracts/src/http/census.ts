import { Type, type Static } from "typebox"
import { RecipientReference } from "../recording/media-receipt.ts"
import { Sha256, Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })

/** Recordings that were encrypted alike: the unit in which RWS counts. */
export const CensusGroup = Type.Object(
  {
    /** One list of certificate ids per differently encrypted media file of the recording. */
    recipientSets: Type.Array(Type.Array(Sha256), { minItems: 1 }),
    recordings: Type.Integer({ minimum: 1 }),
    /** Start of the first of these recordings, and of the last. */
    oldest: Timestamp,
    newest: Timestamp,
  },
  strict,
)
export type CensusGroup = Static<typeof CensusGroup>

/** Answer of RWS's `GET /api/v2/census`: what the stored recordings were encrypted to. */
export const RecordingCensus = Type.Object(
  {
    groups: Type.Array(CensusGroup),
    /** Names of the certificates that the groups speak of. */
    recipients: Type.Array(RecipientReference),
    /** Recordings that have no encrypted media file. */
    clear: count,
  },
  strict,
)
export type RecordingCensus = Static<typeof RecordingCensus>

/** How many recordings need one certificate's private key. */
export const CensusRow = Type.Object(
  {
    certificateId: Sha256,
    issuedTo: Type.String(),
    issuedBy: Type.String(),
    serialNumber: Type.String(),
    /** YYYY-MM-DD, UTC; null for a certificate that RCS does not hold. */
    expires: Type.Union([Type.String(), Type.Null()]),
    isHeld: Type.Boolean(),
    /** Recordings that were encrypted to it. */
    recordings: count,
    /** Those of them that no other key in the keystore opens in full. */
    onlyThis: count,
    /** Those of them that play without it. */
    alsoAnother: count,
    /** Start of the first of these recordings, and of the last; null when there is none. */
    oldest: Type.Union([Timestamp, Type.Null()]),
    newest: Type.Union([Timestamp, Type.Null()]),
  },
  strict,
)
export type CensusRow = Static<typeof CensusRow>

/** Answer of RCS's `GET /census`. */
export const KeystoreCensus = Type.Object(
  {
    /** Certificates in the keystore first, then those that recordings name and RCS does not hold. */
    rows: Type.Array(CensusRow),
    /** Recordings with an encrypted media file. */
    recordings: count,
    /** Those of them that have a media file which no key in the keystore opens. */
    unopenable: count,
    /** Recordings without any encrypted media file: they need no key. */
    clear: count,
  },
  strict,
)
export type KeystoreCensus = Static<typeof KeystoreCensus>
