import { IvrProfileObject, IvrProfileObjectList } from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** The Configuration Server, as far as GAX needs it. */
export interface ConfigServerClient {
  profiles(): Promise<IvrProfileObject[]>
  /** @throws ERR_NOT_FOUND */
  profile(dbid: number): Promise<IvrProfileObject>
  /**
   * Saves a profile that was read with the version it carries.
   *
   * @throws ERR_CONFLICT when another version is stored by now.
   */
  save(profile: IvrProfileObject): Promise<IvrProfileObject>
}

export function configServerClient(http: HttpClient): ConfigServerClient {
  return {
    profiles: () =>
      http.request({ method: "GET", path: "/ivr-profiles", schema: IvrProfileObjectList }),
    profile: (dbid) =>
      http.request({ method: "GET", path: `/ivr-profiles/${dbid}`, schema: IvrProfileObject }),
    save: ({ dbid, ...update }) =>
      http.request({
        method: "PUT",
        path: `/ivr-profiles/${dbid}`,
        body: update,
        schema: IvrProfileObject,
      }),
  }
}
