import type { IvrProfileObject, Options } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import type { ConfigServerClient } from "../peers/config-server-client.ts"

const MAX_ATTEMPTS = 8

/**
 * Reads a profile, changes its options and saves it. When somebody else has saved it meanwhile, the
 * change is made again on what that one saved, so that neither is lost.
 *
 * @returns the profile as saved.
 * @throws ERR_NOT_FOUND, ERR_GAX_PROFILE_BUSY, and whatever `change` throws.
 */
export async function changeProfile(
  configServer: ConfigServerClient,
  dbid: number,
  change: (options: Options) => Options,
): Promise<IvrProfileObject> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const profile = await configServer.profile(dbid)
    const options = change(profile.options)
    try {
      return await configServer.save({ ...profile, options })
    } catch (error) {
      if (!isGirError(error, "ERR_CONFLICT")) throw error
    }
  }
  const message = `the profile was saved by others ${MAX_ATTEMPTS} times meanwhile`
  throw new GirError("ERR_GAX_PROFILE_BUSY", message, { fields: { dbid } })
}
