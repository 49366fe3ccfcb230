import {
  IvrProfileChoiceQuery,
  IvrProfileParams,
  IvrProfileUpdate,
  NewIvrProfile,
  VersionQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { checkProfile } from "./check-profile.ts"
import type { ConfigServerParts } from "./config-server-parts.ts"
import { chooseStoredProfile } from "./choose-stored-profile.ts"
import {
  deleteProfile,
  findProfile,
  insertProfile,
  listProfiles,
  updateProfile,
} from "./ivr-profile-store.ts"

/** IVR Profiles: the screens of GAX call them Voice Platform Profiles. */
export function ivrProfileRoutes(app: App, { database, watch, logger }: ConfigServerParts): void {
  app.get("/ivr-profiles", async () => listProfiles(database))

  app.post("/ivr-profiles", { schema: { body: NewIvrProfile } }, async (request, reply) => {
    checkProfile(request.body)
    const profile = await insertProfile(database, request.body)
    watch.nudge()
    logger.info({ dbid: profile.dbid, profile: profile.name }, "IVR Profile created")
    return reply.code(201).send(profile)
  })

  app.get(
    "/ivr-profiles/choice",
    { schema: { querystring: IvrProfileChoiceQuery } },
    async (request) => chooseStoredProfile(await listProfiles(database), request.query),
  )

  const params = IvrProfileParams
  app.get("/ivr-profiles/:dbid", { schema: { params } }, async (request) =>
    findProfile(database, request.params.dbid),
  )

  app.put(
    "/ivr-profiles/:dbid",
    { schema: { params, body: IvrProfileUpdate } },
    async (request) => {
      checkProfile(request.body)
      const profile = await updateProfile(database, request.params.dbid, request.body)
      watch.nudge()
      logger.info({ dbid: profile.dbid, version: profile.version }, "IVR Profile saved")
      return profile
    },
  )

  app.delete(
    "/ivr-profiles/:dbid",
    { schema: { params, querystring: VersionQuery } },
    async (request, reply) => {
      await deleteProfile(database, request.params.dbid, request.query.version ?? null)
      watch.nudge()
      logger.info({ dbid: request.params.dbid }, "IVR Profile deleted")
      return reply.code(204).send()
    },
  )
}
