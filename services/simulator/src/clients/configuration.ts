import {
  ApplicationObject,
  IvrProfileObject,
  type ApplicationUpdate,
  type IvrProfileUpdate,
  type NewIvrProfile,
} from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"
import { Type } from "typebox"

/** Configuration Server, as the operator uses it. */
export interface ConfigurationClient {
  profiles(): Promise<IvrProfileObject[]>
  /** @throws ERR_NOT_FOUND */
  profile(dbid: number): Promise<IvrProfileObject>
  createProfile(profile: NewIvrProfile): Promise<IvrProfileObject>
  /** @throws ERR_CONFLICT when somebody else has saved it meanwhile. */
  saveProfile(dbid: number, profile: IvrProfileUpdate): Promise<IvrProfileObject>
  deleteProfile(dbid: number): Promise<void>
  /** @returns null when there is no such application object. */
  application(name: string): Promise<ApplicationObject | null>
  saveApplication(name: string, application: ApplicationUpdate): Promise<void>
}

export function configurationClient(http: HttpClient): ConfigurationClient {
  return {
    profiles: () =>
      http.request({ method: "GET", path: "/ivr-profiles", schema: Type.Array(IvrProfileObject) }),
    profile: (dbid) =>
      http.request({ method: "GET", path: `/ivr-profiles/${dbid}`, schema: IvrProfileObject }),
    createProfile: (profile) =>
      http.request({
        method: "POST",
        path: "/ivr-profiles",
        body: profile,
        schema: IvrProfileObject,
      }),
    saveProfile: (dbid, profile) =>
      http.request({
        method: "PUT",
        path: `/ivr-profiles/${dbid}`,
        body: profile,
        schema: IvrProfileObject,
      }),
    deleteProfile: async (dbid) => {
      await http.request({ method: "DELETE", path: `/ivr-profiles/${dbid}` })
    },
    application: (name) =>
      nullWhenMissing(
        http.request({
          method: "GET",
          path: `/applications/${encodeURIComponent(name)}`,
          schema: ApplicationObject,
        }),
      ),
    saveApplication: async (name, application) => {
      const path = `/applications/${encodeURIComponent(name)}`
      await http.request({ method: "PUT", path, body: application })
    },
  }
}

async function nullWhenMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (isGirError(error, "ERR_NOT_FOUND")) return null
    throw error
  }
}
