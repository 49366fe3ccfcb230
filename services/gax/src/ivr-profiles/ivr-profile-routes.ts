import {
  CertificateIds,
  FileNamePreviewRequest,
  IvrProfileParams,
  NewProfile,
  OptionSave,
  ProfileClone,
  ProfileGeneralSave,
  ProfileOptionParams,
  RecordingCertificateRemoval,
  RecordingTabSave,
  VersionQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { deployCertificates } from "./deploy-certificates.ts"
import {
  cloneProfile,
  createProfile,
  deleteProfile,
  profileGeneral,
  saveGeneralTab,
} from "./general-tab.ts"
import { nextFileName } from "./next-file-name.ts"
import { openOptionOf, readOptionsTab, removeOptionOf, saveOptionOf } from "./options-tab.ts"
import { profileOptionsHome } from "./profile-options-home.ts"
import { profilePermissions } from "./profile-permissions.ts"
import { recordingCertificateRows } from "./recording-certificate-rows.ts"
import { recordingTab, saveRecordingTab } from "./recording-tab.ts"
import { removeRecordingCertificates } from "./remove-recording-certificates.ts"

const params = IvrProfileParams
const PROFILE = "/ivr-profiles/:dbid"
/** 64 certificates may go on and off a profile in one Save. */
const TAB_LIMIT_BYTES = 262_144

/** Configuration Manager > Voice Platform Profiles, tab by tab. */
export function ivrProfileRoutes(app: App, parts: GaxParts): void {
  listRoutes(app, parts)
  generalRoutes(app, parts)
  optionsRoutes(app, parts)
  recordingRoutes(app, parts)
  recordingCertificateRoutes(app, parts)
}

function listRoutes(app: App, parts: GaxParts): void {
  app.get("/ivr-profiles", async () =>
    (await parts.peers.configServer.profiles()).map(profileGeneral),
  )

  app.post("/ivr-profiles", { schema: { body: NewProfile } }, async (request, reply) =>
    reply.code(201).send(await createProfile(request.body, parts)),
  )

  app.post(
    `${PROFILE}/clone`,
    { schema: { params, body: ProfileClone } },
    async (request, reply) => {
      const { dbid } = request.params
      return reply.code(201).send(await cloneProfile(dbid, request.body, parts))
    },
  )

  app.delete(PROFILE, { schema: { params, querystring: VersionQuery } }, async (request, reply) => {
    await deleteProfile(request.params.dbid, request.query.version, parts)
    return reply.code(204).send()
  })
}

function generalRoutes(app: App, parts: GaxParts): void {
  const { peers, sessions } = parts

  app.get(`${PROFILE}/general`, { schema: { params } }, async (request) =>
    profileGeneral(await peers.configServer.profile(request.params.dbid)),
  )

  app.put(`${PROFILE}/general`, { schema: { params, body: ProfileGeneralSave } }, async (request) =>
    saveGeneralTab(request.params.dbid, request.body, parts),
  )

  app.get(`${PROFILE}/permissions`, { schema: { params } }, async (request) => {
    await peers.configServer.profile(request.params.dbid)
    return profilePermissions(sessions.of(request).privileges)
  })
}

function optionsRoutes(app: App, parts: GaxParts): void {
  const url = `${PROFILE}/options`

  app.get(url, { schema: { params } }, async (request) =>
    readOptionsTab(profileOptionsHome(request.params.dbid, parts)),
  )

  const option = ProfileOptionParams
  app.get(`${url}/:section/:name`, { schema: { params: option } }, async (request) =>
    openOptionOf(profileOptionsHome(request.params.dbid, parts), request.params),
  )

  app.put(
    `${url}/:section/:name`,
    { schema: { params: option, body: OptionSave } },
    async (request) =>
      saveOptionOf(profileOptionsHome(request.params.dbid, parts), request.params, request.body),
  )

  app.delete(
    `${url}/:section/:name`,
    { schema: { params: option, querystring: VersionQuery } },
    async (request, reply) => {
      const home = profileOptionsHome(request.params.dbid, parts)
      await removeOptionOf(home, request.params, request.query.version)
      return reply.code(204).send()
    },
  )
}

function recordingRoutes(app: App, parts: GaxParts): void {
  const { peers, clock, sessions } = parts
  const url = `${PROFILE}/recording`

  app.get(url, { schema: { params } }, async (request) =>
    recordingTab(await peers.configServer.profile(request.params.dbid), clock.now()),
  )

  app.put(
    url,
    { bodyLimit: TAB_LIMIT_BYTES, schema: { params, body: RecordingTabSave } },
    async (request) => {
      const session = sessions.of(request)
      return saveRecordingTab(request.params.dbid, request.body, { ...parts, session })
    },
  )

  app.post("/file-name-preview", { schema: { body: FileNamePreviewRequest } }, async (request) => ({
    fileName: nextFileName(request.body, clock.now()),
  }))
}

/** The Recording tab's certificates alone, each change at once: for programs. */
function recordingCertificateRoutes(app: App, parts: GaxParts): void {
  const { sessions, peers } = parts
  const url = `${PROFILE}/recording-certificates`

  app.get(url, { schema: { params } }, async (request) => {
    const { options } = await peers.configServer.profile(request.params.dbid)
    return recordingCertificateRows(options)
  })

  app.post(url, { schema: { params, body: CertificateIds } }, async (request) => {
    const session = sessions.of(request)
    const { dbid } = request.params
    const { certificateIds } = request.body
    const profile = await deployCertificates({ dbid, certificateIds }, { ...parts, session })
    return recordingCertificateRows(profile.options)
  })

  app.delete(url, { schema: { params, body: RecordingCertificateRemoval } }, async (request) => {
    const { dbid } = request.params
    const { certificateIds, options = [] } = request.body
    const ids = [...certificateIds, ...options]
    const profile = await removeRecordingCertificates({ dbid, ids }, parts)
    return recordingCertificateRows(profile.options)
  })
}
