import type { Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { optionOf } from "./options.ts"
import { SERVICE_PARAMETERS } from "./service-parameters.ts"

/**
 * Where the password of the SpeechMiner Interaction Receiver Authorization Header would stand. Name
 * assumed: the guide shows the field only.
 */
const PASSWORD_PARAMETER = "recordingclient.rp.speechminer_auth.password"

/**
 * What stands there instead. No part of the simulator calls SpeechMiner, so nobody needs the
 * password, and a secret that is not kept cannot leak from the Options tab, the change feed, a clone
 * or a backup of the database.
 */
export const PASSWORD_IS_SET = "fixed,********"

export function isPasswordParameter(section: string, name: string): boolean {
  return section === SERVICE_PARAMETERS && name === PASSWORD_PARAMETER
}

/** @throws ERR_CONFIG_PROFILE_INVALID for a profile that holds a password in clear. */
export function readIsPasswordSet(options: Options): boolean {
  const value = optionOf(options, SERVICE_PARAMETERS, PASSWORD_PARAMETER)
  if (value === null || value === PASSWORD_IS_SET) return value !== null
  throw new GirError("ERR_CONFIG_PROFILE_INVALID", `${PASSWORD_PARAMETER} holds a password`, {
    fields: { section: SERVICE_PARAMETERS, option: PASSWORD_PARAMETER },
    next: "Enter the password in the Recording tab, which keeps only that there is one",
  })
}

/** @returns the section of service parameters, in which the password is set or not. */
export function withPassword(
  section: Readonly<Record<string, string>>,
  isSet: boolean,
): Record<string, string> {
  const { [PASSWORD_PARAMETER]: _, ...rest } = section
  return isSet ? { ...rest, [PASSWORD_PARAMETER]: PASSWORD_IS_SET } : rest
}
