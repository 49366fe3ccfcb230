import { Type, type Static } from "typebox"
import { Sha256 } from "../recording/primitives.ts"
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

/** A user of RCS, as others may see one. */
export const Account = Type.Object(
  { userName: Type.String(), privileges: Type.Array(Privilege) },
  strict,
)
export type Account = Static<typeof Account>

/** Answer of RCS's `GET /users`. */
export const AccountList = Type.Array(Account)

/** A deletion that gives recordings up says how many: `?confirmLoss=212`. */
export const DeleteCertificateQuery = Type.Object(
  { confirmLoss: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) },
  strict,
)
export type DeleteCertificateQuery = Static<typeof DeleteCertificateQuery>

/** Header with the password that a backup is written under; never part of an address. */
export const BACKUP_PASSWORD_HEADER = "x-backup-password"

/** Printable ASCII: other tools disagree on how any other character is written in PKCS #12. */
const BackupPassword = Type.String({ pattern: "^[ -~]{8,1024}$" })

export const BackupHeaders = Type.Object({ [BACKUP_PASSWORD_HEADER]: BackupPassword })
export type BackupHeaders = Static<typeof BackupHeaders>

/** Body of `POST /keystore/restore`. */
export const KeystoreRestore = Type.Object(
  {
    /** The PKCS #12 file in base64. */
    backup: Type.String({ pattern: "^[A-Za-z0-9+/\\s]*={0,2}\\s*$" }),
    password: Type.String({ maxLength: 1_024 }),
  },
  strict,
)
export type KeystoreRestore = Static<typeof KeystoreRestore>

/** Ids of the certificates that came in with a backup. */
export const RestoredKeystore = Type.Object(
  { added: Type.Array(Sha256), alreadyHeld: Type.Array(Sha256) },
  strict,
)
export type RestoredKeystore = Static<typeof RestoredKeystore>

/** Answer of `GET /keystore/check`: the file was read anew and every key was used once. */
export const KeystoreCheck = Type.Object(
  {
    keyCount: Type.Integer({ minimum: 0 }),
    isSound: Type.Boolean(),
    findings: Type.Array(
      Type.Object({ certificateId: Sha256, code: Type.String(), message: Type.String() }, strict),
    ),
  },
  strict,
)
export type KeystoreCheck = Static<typeof KeystoreCheck>
