import type { IvrProfileObject } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { readIvrProfile, type IvrProfile } from "@gir/ivr-profile"
import type { ConfigSource } from "./config-source.ts"

/** The IVR Profiles as this MCP knows them. A profile is immutable: a save is a new one. */
export interface ProfileStore {
  /**
   * The profile that a call works with from its start to its end. A profile that was made a moment
   * ago, before its change arrived, is fetched once.
   *
   * @throws ERR_MCP_PROFILE_UNKNOWN, ERR_MCP_PROFILE_DISABLED, ERR_CONFIG_PROFILE_INVALID, and
   * ERR_SERVICE_UNAVAILABLE when a profile never seen before cannot be fetched.
   */
  pin(dbid: number): Promise<IvrProfile>
  /** Takes over a fetched version, unless a newer one is here already. */
  put(object: IvrProfileObject): void
  remove(dbid: number): void
  replaceAll(objects: readonly IvrProfileObject[]): void
  /** All of them as they are here now. */
  held(): readonly IvrProfileObject[]
}

export function profileStore(source: Pick<ConfigSource, "ivrProfile">): ProfileStore {
  let objects = new Map<number, IvrProfileObject>()
  const put = (object: IvrProfileObject): void => {
    const known = objects.get(object.dbid)
    if (known === undefined || known.version <= object.version) objects.set(object.dbid, object)
  }
  const fetch = async (dbid: number): Promise<IvrProfileObject> => {
    const object = await source.ivrProfile(dbid)
    if (object === null) {
      throw new GirError("ERR_MCP_PROFILE_UNKNOWN", `no IVR Profile has the DBID ${dbid}`, {
        fields: { ivrProfileDbid: dbid },
      })
    }
    put(object)
    return object
  }
  return {
    pin: async (dbid) => recordingProfile(objects.get(dbid) ?? (await fetch(dbid))),
    put,
    remove: (dbid) => void objects.delete(dbid),
    replaceAll: (fresh) => {
      objects = new Map(fresh.map((object) => [object.dbid, object]))
    },
    held: () => [...objects.values()],
  }
}

function recordingProfile(object: IvrProfileObject): IvrProfile {
  const profile = readIvrProfile(object)
  if (profile.isEnabled && profile.isRecordingProfile) return profile
  const reason = profile.isEnabled ? "does not serve recordings" : "is disabled"
  throw new GirError("ERR_MCP_PROFILE_DISABLED", `the IVR Profile ${profile.name} ${reason}`, {
    fields: { ivrProfileDbid: profile.dbid },
  })
}
