import { IvrProfileObject, type NewIvrProfile } from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"
import { Type } from "typebox"

/** Configuration Server, as the operator uses it. */
export interface ConfigurationClient {
  profiles(): Promise<IvrProfileObject[]>
  /** @throws ERR_NOT_FOUND */
  profile(dbid: number): Promise<IvrProfileObject>
  createProfile(profile: NewIvrProfile): Promise<IvrProfileObject>
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
  }
}
