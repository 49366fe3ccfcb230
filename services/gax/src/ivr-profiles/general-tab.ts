import type {
  IvrProfileObject,
  NewProfile,
  ProfileClone,
  ProfileGeneral,
  ProfileGeneralSave,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { certificateOptions, isRecordingProfile, newIvrProfileOptions } from "@gir/ivr-profile"
import type { GaxParts } from "../gax-parts.ts"
import { assertVersion } from "./assert-version.ts"

/** @returns what the list of profiles and the General tab show. */
export function profileGeneral({ options, ...general }: IvrProfileObject): ProfileGeneral {
  return {
    ...general,
    isRecordingProfile: isRecordingProfile(options),
    certificateCount: certificateOptions(options).length,
  }
}

/** @throws ERR_CONFIG_NAME_TAKEN */
export async function createProfile(
  fields: NewProfile,
  { peers, logger }: GaxParts,
): Promise<ProfileGeneral> {
  const profile = await peers.configServer.create({ ...fields, options: newIvrProfileOptions({}) })
  logger.info({ dbid: profile.dbid }, "profile created")
  return profileGeneral(profile)
}

/**
 * The General tab's Save.
 *
 * @throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_CONFIG_NAME_TAKEN
 */
export async function saveGeneralTab(
  dbid: number,
  save: ProfileGeneralSave,
  { peers, logger }: GaxParts,
): Promise<ProfileGeneral> {
  const stored = await peers.configServer.profile(dbid)
  // Options that somebody saved since the tab was opened are not this tab's to overwrite.
  assertVersion(stored, save.version)
  const profile = await peers.configServer.save({ ...stored, ...save })
  logger.info({ dbid, version: profile.version }, "General tab saved")
  return profileGeneral(profile)
}

/**
 * Clone: a profile with the same certificates, destinations and options under another name. It is
 * not enabled yet, so that no call reaches it before somebody has looked at it [assumed].
 *
 * @throws ERR_NOT_FOUND, ERR_CONFIG_NAME_TAKEN
 */
export async function cloneProfile(
  dbid: number,
  names: ProfileClone,
  { peers, logger }: GaxParts,
): Promise<ProfileGeneral> {
  const { description, tenant, options } = await peers.configServer.profile(dbid)
  const clone = { ...names, description, tenant, isEnabled: false, options }
  const profile = await peers.configServer.create(clone)
  logger.info({ dbid: profile.dbid, from: dbid }, "profile cloned")
  return profileGeneral(profile)
}

/**
 * Delete. An enabled profile stays [assumed]: Resource Manager may send the next call to it. A call
 * that is being recorded has its own copy of the profile.
 *
 * @param version the version that the person has seen; without one any is deleted.
 * @throws ERR_NOT_FOUND, ERR_GAX_PROFILE_ENABLED, ERR_CONFLICT
 */
export async function deleteProfile(
  dbid: number,
  version: number | undefined,
  { peers, logger }: GaxParts,
): Promise<void> {
  const profile = await peers.configServer.profile(dbid)
  assertVersion(profile, version ?? profile.version)
  if (profile.isEnabled) {
    const message = `${profile.name} is enabled, so calls may be sent to it`
    throw new GirError("ERR_GAX_PROFILE_ENABLED", message, { fields: { dbid } })
  }
  await peers.configServer.remove(dbid, profile.version)
  logger.info({ dbid }, "profile deleted")
}
