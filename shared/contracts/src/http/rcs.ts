import { Type, type Static } from "typebox"
import { KeystoreCertificate } from "./certificates.ts"
import { RestartOption } from "./node-status.ts"
import { Credentials, Privilege } from "./sessions.ts"

const strict = { additionalProperties: false }

/** Answer of RCS to an upload: 201 when the pair is new, 200 when it was there already. */
export const UploadedCertificate = Type.Object(
  {
    certificate: KeystoreCertificate,
    isNew: Type.Boolean(),
    /** What a person ought to know although the pair was accepted: it is expired, unchecked, ... */
    notices: Type.Array(Type.String()),
  },
  strict,
)
export type UploadedCertificate = Static<typeof UploadedCertificate>

/** State of the keystore: sealed means that RCS runs, but opens nothing until it is mended. */
export const KeystoreStatus = Type.Union([
  Type.Object({ state: Type.Literal("open"), keyCount: Type.Integer({ minimum: 0 }) }, strict),
  Type.Object(
    { state: Type.Literal("sealed"), code: Type.String(), message: Type.String() },
    strict,
  ),
])
export type KeystoreStatus = Static<typeof KeystoreStatus>

/** Answer of RCS's `GET /status`. */
export const RcsStatus = Type.Object(
  {
    node: Type.String(),
    keystore: KeystoreStatus,
    caStore: Type.Object(
      {
        state: Type.Union([
          Type.Literal("loaded"),
          Type.Literal("not-configured"),
          Type.Literal("unusable"),
        ]),
        certificateCount: Type.Integer({ minimum: 0 }),
        message: Type.Optional(Type.String()),
      },
      strict,
    ),
    /** Options of rcs.properties; a password is shown as `set` or null. */
    restartOptions: Type.Array(RestartOption),
  },
  strict,
)
export type RcsStatus = Static<typeof RcsStatus>

/** The users file of RCS: a person or a program that may log in, per entry. Mode 0600. */
export const RcsUsers = Type.Array(
  Type.Object(
    { ...Credentials.properties, privileges: Type.Array(Privilege, { maxItems: 2 }) },
    strict,
  ),
  { maxItems: 1_000 },
)
export type RcsUsers = Static<typeof RcsUsers>
