import { Type, type Static } from "typebox"

/** One setting of the group `screen-recording`. Seed: "Setting up the Decryption Proxy". */
export const DecryptUriPrefix = Type.Object(
  {
    name: Type.Literal("decrypt-uri-prefix"),
    location: Type.String({ pattern: "^/", maxLength: 255 }),
    value: Type.String({ pattern: "^https?://", maxLength: 2_048 }),
  },
  { additionalProperties: false },
)
export type DecryptUriPrefix = Static<typeof DecryptUriPrefix>

export const StorageSetting = Type.Object(
  {
    name: Type.Literal("storage"),
    location: Type.String({ pattern: "^/", maxLength: 255 }),
    value: Type.Array(
      Type.Object(
        {
          storageType: Type.String(),
          active: Type.Boolean(),
          credential: Type.Object(
            {
              userName: Type.Optional(Type.String({ maxLength: 255 })),
              /** Accepted, as documented, and not kept: no part of the simulator needs it. */
              password: Type.Optional(Type.String({ maxLength: 1_024 })),
              storagePath: Type.String({ maxLength: 2_048 }),
            },
            { additionalProperties: false },
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type StorageSetting = Static<typeof StorageSetting>

export const ScreenRecordingSetting = Type.Union([DecryptUriPrefix, StorageSetting])
export type ScreenRecordingSetting = Static<typeof ScreenRecordingSetting>

/** Group `screen-recording-encryption`: the PEM certificates that screens are encrypted to. */
export const ScreenRecordingCertificates = Type.Object(
  { certificates: Type.Array(Type.String({ maxLength: 65_536 }), { maxItems: 64 }) },
  { additionalProperties: false },
)
export type ScreenRecordingCertificates = Static<typeof ScreenRecordingCertificates>
