import type { ScreenRecordingSetting } from "@gir/contracts"
import { named, type Queryable } from "@gir/database"
import { GirError } from "@gir/errors"
import { nearestSetting, normalizeLocation } from "./decrypt-uri-prefix.ts"

/** Creates the setting at its location, or replaces the value that is there. */
export async function saveSetting(
  database: Queryable,
  contactCenterId: string,
  setting: ScreenRecordingSetting,
): Promise<void> {
  const location = normalizeLocation(setting.location)
  await named(database, {
    name: "rws-save-setting",
    text: `insert into screen_recording_settings (contact_center_id, name, location, value)
      values ($1, $2, $3, $4)
      on conflict (contact_center_id, name, location) do update set value = excluded.value`,
    values: [contactCenterId, setting.name, location, JSON.stringify(setting.value)],
  })
}

/**
 * @param location one location; all of them when it is left out.
 * @returns the settings of the group `screen-recording`, ordered by name and location.
 */
export async function listSettings(
  database: Queryable,
  contactCenterId: string,
  location?: string,
): Promise<readonly ScreenRecordingSetting[]> {
  return named<ScreenRecordingSetting>(database, {
    name: "rws-list-settings",
    text: `select name, location, value from screen_recording_settings
      where contact_center_id = $1 and ($2::text is null or location = $2)
      order by name, location`,
    values: [contactCenterId, location === undefined ? null : normalizeLocation(location)],
  })
}

/** @throws ERR_RWS_SETTING_NOT_FOUND when the setting has no value at this very location. */
export async function deleteSetting(
  database: Queryable,
  contactCenterId: string,
  setting: { readonly name: string; readonly location: string },
): Promise<void> {
  const location = normalizeLocation(setting.location)
  const deleted = await named(database, {
    name: "rws-delete-setting",
    text: `delete from screen_recording_settings
      where contact_center_id = $1 and name = $2 and location = $3 returning name`,
    values: [contactCenterId, setting.name, location],
  })
  if (deleted.length > 0) return
  throw new GirError(
    "ERR_RWS_SETTING_NOT_FOUND",
    `${setting.name} is not set at location ${location}`,
    { fields: { name: setting.name, location } },
  )
}

/** @returns the decrypt-uri-prefix of the nearest location, or `null` when none serves the node. */
export async function nearestDecryptUriPrefix(
  database: Queryable,
  contactCenterId: string,
  nodePath: string,
): Promise<string | null> {
  const settings = await listSettings(database, contactCenterId)
  const prefixes = settings.filter((setting) => setting.name === "decrypt-uri-prefix")
  return nearestSetting(prefixes, nodePath)?.value ?? null
}
