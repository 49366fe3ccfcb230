import { Type, type Static } from "typebox"
import { Credentials } from "./sessions.ts"

const strict = { additionalProperties: false }

/** What a user of Interaction Recording Web Services may do. `Agent` opens no address of the API. */
export const RwsRole = Type.Union([
  Type.Literal("OPS Admin"),
  Type.Literal("Contact Center Admin"),
  Type.Literal("Agent"),
])
export type RwsRole = Static<typeof RwsRole>

/** The users file of RWS, mode 0600. */
export const RwsUsers = Type.Array(
  Type.Object({ ...Credentials.properties, roles: Type.Array(RwsRole, { maxItems: 3 }) }, strict),
  { maxItems: 1_000 },
)
export type RwsUsers = Static<typeof RwsUsers>
