import { Type, type Static } from "typebox"
import { CertificateIds } from "./certificates.ts"
import { IvrProfileObject } from "./config-server.ts"
import { RecordingCertificateRow } from "./gax.ts"
import { Privilege } from "./sessions.ts"

const strict = { additionalProperties: false }
const { dbid, version, name, displayName, description, tenant, isEnabled } =
  IvrProfileObject.properties
const nullableText = Type.Union([Type.String({ maxLength: 2_048 }), Type.Null()])

/** One row of Voice Platform Profiles, and the General tab of that profile. */
export const ProfileGeneral = Type.Object(
  {
    dbid,
    version,
    name,
    displayName,
    description,
    tenant,
    isEnabled,
    /** True when Resource Manager uses it for recordings. */
    isRecordingProfile: Type.Boolean(),
    /** Certificates on the profile, corrupted ones included. */
    certificateCount: Type.Integer({ minimum: 0 }),
  },
  strict,
)
export type ProfileGeneral = Static<typeof ProfileGeneral>

export const ProfileGeneralList = Type.Array(ProfileGeneral)

/** A new recording profile. */
export const NewProfile = Type.Object({ name, displayName, description, tenant, isEnabled }, strict)
export type NewProfile = Static<typeof NewProfile>

/** Save of the General tab; another version than the stored one answers ERR_CONFLICT. */
export const ProfileGeneralSave = Type.Object({ version, ...NewProfile.properties }, strict)
export type ProfileGeneralSave = Static<typeof ProfileGeneralSave>

/** Clone: everything but the names is the same. */
export const ProfileClone = Type.Object({ name, displayName }, strict)
export type ProfileClone = Static<typeof ProfileClone>

/** Delete names the version that the person has seen. */
export const VersionQuery = Type.Object({ version: Type.Optional(version) }, strict)
export type VersionQuery = Static<typeof VersionQuery>

const optionName = Type.String({ minLength: 1, maxLength: 255 })

export const OptionEntry = Type.Object(
  { section: Type.String(), name: Type.String(), value: Type.String() },
  strict,
)
export type OptionEntry = Static<typeof OptionEntry>

/** The Options tab of an IVR Profile or of an application object. */
export const OptionsTab = Type.Object({ version, options: Type.Array(OptionEntry) }, strict)
export type OptionsTab = Static<typeof OptionsTab>

/** One option, opened for editing. */
export const OpenedOption = Type.Object({ version, ...OptionEntry.properties }, strict)
export type OpenedOption = Static<typeof OpenedOption>

/** Save of one option. Seed: "If opened for editing and saved", `certificates-n` is corrupted. */
export const OptionSave = Type.Object(
  { version, value: Type.String({ maxLength: 65_536 }) },
  strict,
)
export type OptionSave = Static<typeof OptionSave>

export const ProfileOptionParams = Type.Object(
  { dbid, section: optionName, name: optionName },
  strict,
)
export type ProfileOptionParams = Static<typeof ProfileOptionParams>

export const ApplicationOptionsParams = Type.Object({ application: optionName }, strict)
export type ApplicationOptionsParams = Static<typeof ApplicationOptionsParams>

export const ApplicationOptionParams = Type.Object(
  { application: optionName, section: optionName, name: optionName },
  strict,
)
export type ApplicationOptionParams = Static<typeof ApplicationOptionParams>

/** One row of the application objects, such as the Media Control Platforms. */
export const ApplicationRow = Type.Object(
  { name: Type.String(), type: Type.String(), version },
  strict,
)
export type ApplicationRow = Static<typeof ApplicationRow>

/** The check boxes of "Recording File Name Template", in the order of the guide's screen. */
export const FILE_NAME_PARTS = [
  "ID",
  "SIP Server Application Name",
  "ANI",
  "DNIS",
  "Date Time",
  "Call UUID",
  "Connection ID",
  "Agent ID",
  "MCP Date Time",
] as const
export const FileNamePart = Type.Enum(FILE_NAME_PARTS)
export type FileNamePart = (typeof FILE_NAME_PARTS)[number]

const MimeType = Type.Union([Type.Literal("audio/wav"), Type.Literal("audio/mp3")])
/** Empty: the profile names no template, and the recorder uses `ID` and `MCP Date Time`. */
const FileNameTemplate = Type.Array(FileNamePart, {
  maxItems: FILE_NAME_PARTS.length,
  uniqueItems: true,
})

/** The fields of the Recording tab beside the certificates; null is an empty field. */
const fields = {
  storageDestination: nullableText,
  recordingProcessorUri: nullableText,
  speechMinerDestination: nullableText,
  speechMinerInteractionReceiver: nullableText,
  /** User name of the SpeechMiner Interaction Receiver Authorization Header. */
  speechMinerUserName: nullableText,
  mimeType: MimeType,
  alertToneSource: nullableText,
  fileNameTemplate: FileNameTemplate,
}

export const RecordingTab = Type.Object(
  {
    version,
    certificates: Type.Array(RecordingCertificateRow),
    ...fields,
    /** Whether the Authorization Header has a password. The password itself is never answered. */
    isSpeechMinerPasswordSet: Type.Boolean(),
    /** What the next file would be called, for a sample call. */
    nextFileName: Type.String(),
  },
  strict,
)
export type RecordingTab = Static<typeof RecordingTab>

/** Save of the whole Recording tab: all of it is stored, or nothing. */
export const RecordingTabSave = Type.Object(
  {
    version,
    /** Certificates of the Select Certificate window that were added. */
    addCertificateIds: CertificateIds.properties.certificateIds,
    /** Rows that were removed, by their option's name. */
    removeOptions: Type.Array(Type.String({ pattern: "^certificates-[1-9]\\d{0,5}$" }), {
      maxItems: 64,
    }),
    ...fields,
    /** Absent: the password stays; null: it is taken away; a text: it is set. */
    speechMinerPassword: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 1_024 }), Type.Null()]),
    ),
  },
  strict,
)
export type RecordingTabSave = Static<typeof RecordingTabSave>

export const FileNamePreviewRequest = Type.Object(
  { fileNameTemplate: FileNameTemplate, mimeType: MimeType },
  strict,
)
export type FileNamePreviewRequest = Static<typeof FileNamePreviewRequest>

export const FileNamePreview = Type.Object({ fileName: Type.String() }, strict)
export type FileNamePreview = Static<typeof FileNamePreview>

/** The Permissions tab, which shows and does not change. */
export const ProfilePermissions = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          privilege: Privilege,
          /** What a user with the privilege may do, one sentence each. */
          allows: Type.Array(Type.String()),
          /** Whether the user of this session has it. */
          isYours: Type.Boolean(),
        },
        strict,
      ),
    ),
  },
  strict,
)
export type ProfilePermissions = Static<typeof ProfilePermissions>
