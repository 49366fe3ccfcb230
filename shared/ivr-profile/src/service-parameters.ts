import { GirError } from "@gir/errors"
import type { Options } from "@gir/contracts"
import { optionOf } from "./options.ts"

/** Section from which Resource Manager makes the parameters of a recording request. */
export const SERVICE_PARAMETERS = "gvp.service-parameters"

/** Seed: "set the `recordingclient.gvp.config.mpc.mediamgr.CA_file` parameter". */
export const CA_FILE_PARAMETER = "recordingclient.gvp.config.mpc.mediamgr.CA_file"

const FIXED = "fixed,"

/**
 * Reads a parameter. Its value says how Resource Manager treats it; `fixed,` means: as it stands.
 *
 * @returns the value without `fixed,`, or null when the parameter is absent or empty.
 * @throws ERR_CONFIG_PROFILE_INVALID when the value does not begin with `fixed,`: Resource Manager
 * would not pass it on.
 */
export function readServiceParameter(options: Options, name: string): string | null {
  const value = optionOf(options, SERVICE_PARAMETERS, name)
  if (value === null) return null
  if (!value.startsWith(FIXED)) {
    throw new GirError("ERR_CONFIG_PROFILE_INVALID", `${name} does not begin with "${FIXED}"`, {
      fields: { section: SERVICE_PARAMETERS, option: name },
      next: `Set ${name} to ${FIXED}<value> in section ${SERVICE_PARAMETERS}`,
    })
  }
  const text = value.slice(FIXED.length).trim()
  return text === "" ? null : text
}

/** @returns the value as it stands in the section, or null for one that is not set. */
export function fixedParameter(value: string | null | undefined): string | null {
  return value === null || value === undefined || value === "" ? null : `${FIXED}${value}`
}
