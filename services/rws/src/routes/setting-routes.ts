import {
  type ContactCenterList,
  ContactCenterParams,
  ScreenRecordingCertificates,
  type ScreenRecordingSettingList,
  SettingLocationQuery,
  type StatusAnswer,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { assertContactCenter } from "../settings/contact-center.ts"
import { locationMissing, readSetting, readSettingName } from "../settings/read-setting.ts"
import {
  assignScreenCertificates,
  listScreenCertificates,
} from "../settings/screen-certificates.ts"
import { deleteSetting, listSettings, saveSetting } from "../settings/setting-store.ts"
import { assertStorableText } from "../storable-text.ts"
import { OPS_CENTER, OPS_CENTERS, type RouteOptions } from "./route-options.ts"

const GROUP = `${OPS_CENTER}/settings/screen-recording`
const ENCRYPTION = `${OPS_CENTER}/settings/screen-recording-encryption`
const DONE: StatusAnswer = { statusCode: 0 }

/** Settings groups of the ops door. Seed: "Setting up the Decryption Proxy". */
export function settingRoutes(app: App, options: RouteOptions): void {
  contactCenterRoutes(app, options)
  groupRoutes(app, options)
  encryptionRoutes(app, options)
}

function contactCenterRoutes(app: App, { parts, guard }: RouteOptions): void {
  app.get(OPS_CENTERS, { onRequest: guard }, async (request): Promise<ContactCenterList> => {
    const base = `${request.protocol}://${request.host}${OPS_CENTERS}`
    return { statusCode: 0, uris: [`${base}/${parts.contactCenterId}`] }
  })
}

function groupRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { database, contactCenterId } = parts
  app.route({
    method: ["POST", "PUT"],
    url: GROUP,
    onRequest: guard,
    schema: { params: ContactCenterParams },
    handler: async (request): Promise<StatusAnswer> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      const setting = assertStorableText(readSetting(request.body), "the setting")
      await saveSetting(database, contactCenterId, setting)
      return DONE
    },
  })
  const schema = { params: ContactCenterParams, querystring: SettingLocationQuery }
  app.get(
    GROUP,
    { onRequest: guard, schema },
    async (request): Promise<ScreenRecordingSettingList> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      const { location } = assertStorableText(request.query, "the query")
      return {
        statusCode: 0,
        settings: [...(await listSettings(database, contactCenterId, location))],
      }
    },
  )
  app.delete(GROUP, { onRequest: guard, schema }, async (request): Promise<StatusAnswer> => {
    assertContactCenter(request.params.contactCenterId, contactCenterId)
    const { location } = assertStorableText(request.query, "the query")
    if (location === undefined) throw locationMissing()
    await deleteSetting(database, contactCenterId, {
      name: readSettingName(request.body),
      location,
    })
    return DONE
  })
}

function encryptionRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { database, clock, contactCenterId } = parts
  const params = ContactCenterParams
  app.get(
    ENCRYPTION,
    { onRequest: guard, schema: { params } },
    async (request): Promise<ScreenRecordingCertificates> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      return { certificates: [...(await listScreenCertificates(database, contactCenterId))] }
    },
  )
  app.put(
    ENCRYPTION,
    // Sixty-four certificates of 64 KiB each, as text in JSON.
    {
      onRequest: guard,
      schema: { params, body: ScreenRecordingCertificates },
      bodyLimit: 8_388_608,
    },
    async (request): Promise<StatusAnswer> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      const { certificates } = request.body
      await assignScreenCertificates(database, { contactCenterId, certificates, at: clock.now() })
      return DONE
    },
  )
}
