import {
  type ScreenRecordingSettingList,
  SettingLocationQuery,
  type StatusAnswer,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { locationMissing, readSetting, readSettingName } from "../settings/read-setting.ts"
import { deleteSetting, listSettings, saveSetting } from "../settings/setting-store.ts"
import { assertStorableText } from "../storable-text.ts"
import type { RouteOptions } from "./route-options.ts"

const GROUP = "/api/v2/settings/screen-recording"
const DONE: StatusAnswer = { statusCode: 0 }

/** The same group through the second door: a contact-centre administrator sets it for their own. */
export function adminSettingRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { database, contactCenterId } = parts
  const options = { onRequest: guard, schema: { querystring: SettingLocationQuery } }
  app.route({
    ...options,
    method: ["POST", "PUT"],
    url: GROUP,
    handler: async (request): Promise<StatusAnswer> => {
      const setting = readSetting(request.body, request.query.location)
      await saveSetting(database, contactCenterId, assertStorableText(setting, "the setting"))
      return DONE
    },
  })
  app.get(GROUP, options, async (request): Promise<ScreenRecordingSettingList> => {
    const { location } = assertStorableText(request.query, "the query")
    const settings = await listSettings(database, contactCenterId, location)
    return { statusCode: 0, settings: [...settings] }
  })
  app.delete(GROUP, options, async (request): Promise<StatusAnswer> => {
    const { location } = assertStorableText(request.query, "the query")
    if (location === undefined) throw locationMissing()
    const name = readSettingName(request.body)
    await deleteSetting(database, contactCenterId, { name, location })
    return DONE
  })
}
