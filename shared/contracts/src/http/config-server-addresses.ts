import { Type, type Static } from "typebox"
import { ApplicationObject, IvrProfileObject } from "./config-server.ts"

const strict = { additionalProperties: false }

/** The longest that the Configuration Server holds a request for changes, in milliseconds. */
export const MAX_CHANGE_WAIT_MS = 30_000

/** Path of one IVR Profile. */
export const IvrProfileParams = Type.Object(
  { dbid: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  strict,
)
export type IvrProfileParams = Static<typeof IvrProfileParams>

/** Path of one application object. */
export const ApplicationParams = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 255 }) },
  strict,
)
export type ApplicationParams = Static<typeof ApplicationParams>

/** Which changes are asked for, and how long the request may be held until there is one. */
export const ChangesQuery = Type.Object(
  {
    since: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_CHANGE_WAIT_MS })),
  },
  strict,
)
export type ChangesQuery = Static<typeof ChangesQuery>

/** For which recording request a profile is wanted. */
export const IvrProfileChoiceQuery = Type.Object(
  {
    /** `gvp.general.geo-location` of the request. */
    geoLocation: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    /** Only profiles of this tenant; default: of all. */
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  strict,
)
export type IvrProfileChoiceQuery = Static<typeof IvrProfileChoiceQuery>

/** Resource Manager's choice, and by which of its rules. */
export const IvrProfileChoice = Type.Object(
  {
    rule: Type.Union([
      Type.Literal("geo-location"),
      Type.Literal("only-recording-profile"),
      Type.Literal("named-record"),
      Type.Literal("default"),
    ]),
    profile: IvrProfileObject,
  },
  strict,
)
export type IvrProfileChoice = Static<typeof IvrProfileChoice>

export const IvrProfileObjectList = Type.Array(IvrProfileObject)
export const ApplicationObjectList = Type.Array(ApplicationObject)
