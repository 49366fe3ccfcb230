import {
  DecryptUriPrefix,
  type ScreenRecordingSetting,
  StorageSetting,
  validate,
} from "@gir/contracts"
import { GirError } from "@gir/errors"

const SCHEMAS = { "decrypt-uri-prefix": DecryptUriPrefix, storage: StorageSetting } as const

type SettingName = keyof typeof SCHEMAS

/**
 * Reads the body of the ops command. The name decides the schema, so that a mistake is told in the
 * words of that one setting.
 *
 * @throws ERR_RWS_SETTING_NAME_UNKNOWN, ERR_BAD_REQUEST
 */
export function readSetting(body: unknown): ScreenRecordingSetting {
  const name = readSettingName(body)
  return validate(SCHEMAS[name], body, `the setting ${name}`)
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
