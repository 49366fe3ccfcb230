import {
  DecryptUriPrefix,
  type ScreenRecordingSetting,
  StorageSetting,
  validate,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { normalizeLocation } from "./decrypt-uri-prefix.ts"

const SCHEMAS = { "decrypt-uri-prefix": DecryptUriPrefix, storage: StorageSetting } as const

type SettingName = keyof typeof SCHEMAS

/**
 * Reads the body of the ops command, or of the administrator's. The name decides the schema, so that a mistake is told in the
 * words of that one setting.
 *
 * @param queryLocation stands for a location that the body does not name.
 * @throws ERR_RWS_SETTING_NAME_UNKNOWN, ERR_RWS_LOCATION_MISSING, ERR_BAD_REQUEST
 */
export function readSetting(body: unknown, queryLocation?: string): ScreenRecordingSetting {
  const name = readSettingName(body)
  const given: Readonly<Record<string, unknown>> = { ...(body as object) }
  const location = readLocation(given["location"], queryLocation)
  const setting = validate(SCHEMAS[name], { ...given, location }, `the setting ${name}`)
  return setting.name === "storage" ? withoutPasswords(setting) : setting
}

/** The body's location, else the one of the address; two that differ are a mistake. */
function readLocation(inBody: unknown, inQuery: string | undefined): unknown {
  const location = inBody ?? inQuery
  if (location === undefined || location === "") throw locationMissing()
  const isSame =
    inQuery === undefined ||
    (typeof location === "string" && normalizeLocation(location) === normalizeLocation(inQuery))
  if (isSame) return location
  throw new GirError("ERR_BAD_REQUEST", "body and query name different locations")
}

/** The documented credentials are taken, but nothing here needs a password, so that none is kept. */
function withoutPasswords(setting: StorageSetting): StorageSetting {
  const value = setting.value.map((storage) => {
    const { password: _, ...credential } = storage.credential
    return { ...storage, credential }
  })
  return { ...setting, value }
}

export function locationMissing(): GirError {
  return new GirError("ERR_RWS_LOCATION_MISSING", "the request names no location")
}

/**
 * @returns the setting's name out of the body of a save or a delete.
 * @throws ERR_RWS_SETTING_NAME_UNKNOWN
 */
export function readSettingName(body: unknown): SettingName {
  const name = typeof body === "object" && body !== null && "name" in body ? body.name : undefined
  if (name === "decrypt-uri-prefix" || name === "storage") return name
  throw new GirError(
    "ERR_RWS_SETTING_NAME_UNKNOWN",
    typeof name === "string" ? `no setting has the name ${name}` : "the body names no setting",
  )
}
