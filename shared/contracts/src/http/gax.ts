import { Type, type Static } from "typebox"
import { Timestamp } from "../recording/primitives.ts"
import { CertificateIds, CertificateSummary } from "./certificates.ts"

const strict = { additionalProperties: false }

/** Rows of the Recording Certificates panel and of the Select Certificate window. */
export const CertificateSummaryList = Type.Array(CertificateSummary)

/** One row of an IVR Profile's Recording tab. */
export const RecordingCertificateRow = Type.Object(
  {
    /** `certificates-1`, `certificates-2`, ... */
    option: Type.String(),
    /** Null when the text is no certificate any more, as after a save from the Options tab. */
    certificate: Type.Union([CertificateSummary, Type.Null()]),
    /** Why it is no certificate; null for a good one. */
    problem: Type.Union([
      Type.Object({ code: Type.String(), message: Type.String() }, strict),
      Type.Null(),
    ]),
  },
  strict,
)
export type RecordingCertificateRow = Static<typeof RecordingCertificateRow>

export const RecordingCertificateRows = Type.Array(RecordingCertificateRow)

/** What the Recording tab's Remove takes away. A corrupted certificate has only its option's name. */
export const RecordingCertificateRemoval = Type.Object(
  {
    ...CertificateIds.properties,
    options: Type.Optional(
      Type.Array(Type.String({ pattern: "^certificates-[1-9]\\d{0,5}$" }), { maxItems: 64 }),
    ),
  },
  strict,
)
export type RecordingCertificateRemoval = Static<typeof RecordingCertificateRemoval>

/**
 * How far a session's list of certificates is behind the keystore. Seed: "these changes are not
 * reflected in another Genesys Administrator Extension session". The real product does not tell.
 */
export const CertificateFreshness = Type.Object(
  {
    /** When the list was taken: at login. */
    takenAt: Timestamp,
    isStale: Type.Boolean(),
    /** The first change that the list does not show; null when it shows all. */
    staleSince: Type.Union([Timestamp, Type.Null()]),
    uploadedElsewhere: Type.Integer({ minimum: 0 }),
    deletedElsewhere: Type.Integer({ minimum: 0 }),
  },
  strict,
)
export type CertificateFreshness = Static<typeof CertificateFreshness>
