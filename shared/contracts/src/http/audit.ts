import { Type, type Static } from "typebox"
import { MediaId, Sha256, Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()])

/** What the Recording Crypto Server writes down before it answers. */
export const AuditAction = Type.Union([
  Type.Literal("log-in"),
  Type.Literal("log-out"),
  Type.Literal("upload-certificate"),
  Type.Literal("delete-certificate"),
  Type.Literal("use-key"),
  Type.Literal("back-up-keystore"),
  Type.Literal("restore-keystore"),
])
export type AuditAction = Static<typeof AuditAction>

/** One line of the audit: names and ids, never a password, a key or a token. */
export const AuditEntry = Type.Object(
  {
    /** Rises with every entry. */
    sequence: Type.Integer({ minimum: 1 }),
    at: Timestamp,
    /** The RCS node that did it, or refused it. */
    node: Type.String(),
    /** User name, or `service` for another service of the installation. */
    actor: Type.String(),
    action: AuditAction,
    outcome: Type.Union([Type.Literal("done"), Type.Literal("refused")]),
    /** Error code of a refusal. */
    code: nullable(Type.String()),
    certificateId: nullable(Sha256),
    mediaId: nullable(MediaId),
    /** Facts of this one action, such as the recordings that a deletion gave up. */
    details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  strict,
)
export type AuditEntry = Static<typeof AuditEntry>

/** Which entries are wanted, newest first. */
export const AuditQuery = Type.Object(
  {
    /** The `next` of the page before: only older entries. */
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    action: Type.Optional(AuditAction),
    certificateId: Type.Optional(Sha256),
    mediaId: Type.Optional(MediaId),
  },
  strict,
)
export type AuditQuery = Static<typeof AuditQuery>

export const AuditPage = Type.Object(
  {
    entries: Type.Array(AuditEntry, { maxItems: 100 }),
    /** The value of `before` for the next page; null on the last one. */
    next: nullable(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type AuditPage = Static<typeof AuditPage>
