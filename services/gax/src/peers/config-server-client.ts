import {
  ApplicationObject,
  ApplicationObjectList,
  type ApplicationUpdate,
  IvrProfileObject,
  IvrProfileObjectList,
  type NewIvrProfile,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"
import { queryText } from "./query-text.ts"

/** Without a version the save makes the object. */
type ApplicationSave = ApplicationUpdate & Pick<ApplicationObject, "name">

/** The Configuration Server, as far as GAX needs it. */
export interface ConfigServerClient {
  profiles(): Promise<IvrProfileObject[]>
  /** @throws ERR_NOT_FOUND */
  profile(dbid: number): Promise<IvrProfileObject>
  /** @throws ERR_CONFIG_NAME_TAKEN */
  create(profile: NewIvrProfile): Promise<IvrProfileObject>
  /**
   * Saves a profile that was read with the version it carries.
   *
   * @throws ERR_CONFLICT when another version is stored by now.
   */
  save(profile: IvrProfileObject): Promise<IvrProfileObject>
  /** @throws ERR_NOT_FOUND, ERR_CONFLICT */
  remove(dbid: number, version: number): Promise<void>
  applications(): Promise<ApplicationObject[]>
  /** @throws ERR_NOT_FOUND */
  application(name: string): Promise<ApplicationObject>
  /** @throws ERR_CONFLICT when another version is stored by now. */
  saveApplication(application: ApplicationSave): Promise<ApplicationObject>
}

export function configServerClient(http: HttpClient): ConfigServerClient {
  const addressOf = (name: string): string => `/applications/${encodeURIComponent(name)}`
  return {
    ...profileCalls(http),
    applications: () =>
      http.request({ method: "GET", path: "/applications", schema: ApplicationObjectList }),
    application: (name) =>
      http.request({ method: "GET", path: addressOf(name), schema: ApplicationObject }),
    saveApplication: ({ name, ...body }) =>
      http.request({ method: "PUT", path: addressOf(name), body, schema: ApplicationObject }),
  }
}

function profileCalls(
  http: HttpClient,
): Pick<ConfigServerClient, "profiles" | "profile" | "create" | "save" | "remove"> {
  const schema = IvrProfileObject
  return {
    profiles: () =>
      http.request({ method: "GET", path: "/ivr-profiles", schema: IvrProfileObjectList }),
    profile: (dbid) => http.request({ method: "GET", path: `/ivr-profiles/${dbid}`, schema }),
    create: (body) => http.request({ method: "POST", path: "/ivr-profiles", body, schema }),
    save: ({ dbid, ...body }) =>
      http.request({ method: "PUT", path: `/ivr-profiles/${dbid}`, body, schema }),
    remove: async (dbid, version) => {
      const path = `/ivr-profiles/${dbid}${queryText({ version })}`
      await http.request({ method: "DELETE", path })
    },
  }
}
