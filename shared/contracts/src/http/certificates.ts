import { Type, type Static } from "typebox"
import { Sha256 } from "../recording/primitives.ts"

const strict = { additionalProperties: false }

/** One row of the Recording Certificates panel. */
export const CertificateSummary = Type.Object(
  {
    /** SHA-256 of the certificate's DER: the certificate's id everywhere. */
    id: Sha256,
    /** `Cert1 User <cert1.user@genesyslab.com>`, or `... (Email not set)`. */
    issuedTo: Type.String(),
    /** Common Name of the issuer. */
    issuedBy: Type.String(),
    /** YYYY-MM-DD, UTC. */
    expires: Type.String(),
    serialNumber: Type.String(),
    subjectDn: Type.String(),
    issuerDn: Type.String(),
    /** RSA modulus length in bits. */
    keyBits: Type.Integer(),
    /** Not set by RCS: GAX counts the IVR Profiles that hold the certificate. */
    deployedCount: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
)
export type CertificateSummary = Static<typeof CertificateSummary>

/** What RCS returns: the public part only. */
export const KeystoreCertificate = Type.Object(
  { ...CertificateSummary.properties, pem: Type.String() },
  strict,
)
export type KeystoreCertificate = Static<typeof KeystoreCertificate>

/** Upload Certificate panel. The key passes through GAX to RCS and is stored nowhere else. */
export const CertificateUpload = Type.Object(
  {
    certificate: Type.String({ maxLength: 65_536 }),
    privateKey: Type.String({ maxLength: 65_536 }),
    privateKeyPassword: Type.Optional(Type.String({ maxLength: 1_024 })),
  },
  strict,
)
export type CertificateUpload = Static<typeof CertificateUpload>

export const CertificatePreviewRequest = Type.Object(
  {
    certificate: Type.String({ maxLength: 65_536 }),
    privateKey: Type.Optional(Type.String({ maxLength: 65_536 })),
  },
  strict,
)
export type CertificatePreviewRequest = Static<typeof CertificatePreviewRequest>

/** The fields that fill themselves once a file is chosen. */
export const CertificatePreview = Type.Object(
  {
    subjectName: Type.String(),
    serialNumber: Type.String(),
    subjectDn: Type.String(),
    issuerDn: Type.String(),
    keyDetails: Type.Optional(Type.String()),
    isPasswordNeeded: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type CertificatePreview = Static<typeof CertificatePreview>

export const CertificateIds = Type.Object(
  { certificateIds: Type.Array(Sha256, { maxItems: 64 }) },
  strict,
)
export type CertificateIds = Static<typeof CertificateIds>

export const CertificateId = Type.Object({ certificateId: Sha256 }, strict)
export type CertificateId = Static<typeof CertificateId>
