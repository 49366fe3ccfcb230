import { GirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import type { ConfigFollower } from "./config-follower.ts"
import type { ProfileStore } from "./profile-store.ts"

export interface PinProfileDeps {
  readonly follower: Pick<ConfigFollower, "catchUp">
  readonly profiles: Pick<ProfileStore, "pin">
  /** The installation's own Storage Destination; no other exists. */
  readonly storageUri: string
}

/**
 * Takes the profile as it was saved when the call began, and holds it.
 *
 * @returns a function that throws what ProfileStore.pin throws, and
 * ERR_MCP_STORAGE_DESTINATION_UNKNOWN.
 */
export function profilePinner({ follower, profiles, storageUri }: PinProfileDeps) {
  return async (ivrProfileDbid: number): Promise<IvrProfile> => {
    await follower.catchUp()
    const profile = await profiles.pin(ivrProfileDbid)
    const named = profile.storageDestination
    if (named === null || withoutEnd(named) === withoutEnd(storageUri)) return profile
    throw new GirError(
      "ERR_MCP_STORAGE_DESTINATION_UNKNOWN",
      `profile ${profile.name} stores at ${named}, which this installation does not have`,
      { fields: { ivrProfileDbid, storageDestination: named } },
    )
  }
}

function withoutEnd(uri: string): string {
  return uri.trim().replace(/\/+$/, "")
}
