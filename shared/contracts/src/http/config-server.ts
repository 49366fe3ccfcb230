import { Type, type Static } from "typebox"

const strict = { additionalProperties: false }

/** Options of a configuration object: section, then option name, then value. Values are text. */
export const Options = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()))
export type Options = Static<typeof Options>

const profileFields = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  displayName: Type.String({ maxLength: 255 }),
  description: Type.String({ maxLength: 4_000 }),
  tenant: Type.String({ minLength: 1, maxLength: 255 }),
  isEnabled: Type.Boolean(),
  options: Options,
}

/** An IVR Profile as the Configuration Server holds it. */
export const IvrProfileObject = Type.Object(
  {
    dbid: Type.Integer({ minimum: 1 }),
    /** Rises by one at every save. */
    version: Type.Integer({ minimum: 1 }),
    ...profileFields,
  },
  strict,
)
export type IvrProfileObject = Static<typeof IvrProfileObject>

export const NewIvrProfile = Type.Object(profileFields, strict)
export type NewIvrProfile = Static<typeof NewIvrProfile>

/** A save names the version it was made from; another version answers ERR_CONFLICT. */
export const IvrProfileUpdate = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...profileFields },
  strict,
)
export type IvrProfileUpdate = Static<typeof IvrProfileUpdate>

/** An application object, such as one Media Control Platform. */
export const ApplicationObject = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    type: Type.String({ minLength: 1, maxLength: 64 }),
    version: Type.Integer({ minimum: 1 }),
    options: Options,
  },
  strict,
)
export type ApplicationObject = Static<typeof ApplicationObject>

/** Without a version the save makes the object, or replaces whatever is stored. */
export const ApplicationUpdate = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    type: Type.String({ minLength: 1, maxLength: 64 }),
    options: Options,
  },
  strict,
)
export type ApplicationUpdate = Static<typeof ApplicationUpdate>

/** One entry of the change feed: a hint to fetch that object's new version. */
export const ConfigChange = Type.Object(
  {
    sequence: Type.Integer({ minimum: 1 }),
    object: Type.Union([Type.Literal("ivr-profile"), Type.Literal("application")]),
    /** DBID of the profile, or name of the application. */
    id: Type.String(),
    /** Null when the object was deleted. */
    version: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  },
  strict,
)
export type ConfigChange = Static<typeof ConfigChange>

export const ChangeFeed = Type.Object(
  { latest: Type.Integer({ minimum: 0 }), changes: Type.Array(ConfigChange) },
  strict,
)
export type ChangeFeed = Static<typeof ChangeFeed>
