import type { IvrProfileObject, Options, RecordingTab, RecordingTabSave } from "@gir/contracts"
import {
  addCertificates,
  readIvrProfile,
  removeCertificates,
  tickedFileNameParts,
  writeRecordingTab,
} from "@gir/ivr-profile"
import { fetchUsableCertificate } from "../certificates/session-certificate.ts"
import type { GaxParts } from "../gax-parts.ts"
import type { GaxSession } from "../sessions/sessions.ts"
import { assertVersion } from "./assert-version.ts"
import { nextFileName } from "./next-file-name.ts"
import { recordingCertificateRows } from "./recording-certificate-rows.ts"
import { assertOnProfile } from "./remove-recording-certificates.ts"

/** The Recording tab, as it is opened. */
export function recordingTab(object: IvrProfileObject, now: Date): RecordingTab {
  const profile = readIvrProfile(object)
  const { mimeType } = profile
  const fileNameTemplate = [...tickedFileNameParts(object.options)]
  return {
    version: profile.version,
    certificates: recordingCertificateRows(object.options),
    storageDestination: profile.storageDestination,
    recordingProcessorUri: profile.recordingProcessorUri,
    speechMinerDestination: profile.speechMinerDestination,
    speechMinerInteractionReceiver: profile.speechMinerInteractionReceiver,
    speechMinerUserName: profile.speechMinerUserName,
    isSpeechMinerPasswordSet: profile.isSpeechMinerPasswordSet,
    mimeType,
    alertToneSource: profile.alertToneSource,
    fileNameTemplate,
    nextFileName: nextFileName({ fileNameTemplate, mimeType }, now),
  }
}

/**
 * The Recording tab's Save: certificates, destinations and parameters in one version of the profile,
 * or nothing at all. Seed: "click Add [...] Click Save".
 *
 * @throws ERR_CONFLICT when somebody saved the profile meanwhile: what is on the screen is not what
 * is stored, so the person decides. Else as `fetchUsableCertificate` and `addCertificates` do,
 * ERR_GAX_CERTIFICATE_NOT_ON_PROFILE, ERR_CONFIG_PROFILE_INVALID.
 */
export async function saveRecordingTab(
  dbid: number,
  save: RecordingTabSave,
  parts: GaxParts & { session: GaxSession },
): Promise<RecordingTab> {
  const { peers, logger, clock } = parts
  const profile = await peers.configServer.profile(dbid)
  assertVersion(profile, save.version)
  const ids = [...new Set(save.addCertificateIds)]
  const pems = await Promise.all(ids.map((id) => fetchUsableCertificate(id, parts)))
  const options = withTab(profile.options, save, pems)
  const saved = await peers.configServer.save({ ...profile, options })
  const { removeOptions } = save
  logger.info({ dbid, version: saved.version, ids, removeOptions }, "Recording tab saved")
  return recordingTab(saved, clock.now())
}

function withTab(options: Options, save: RecordingTabSave, pems: readonly string[]): Options {
  const { version: _version, addCertificateIds: _ids, removeOptions, ...rest } = save
  const { speechMinerPassword, ...fields } = rest
  assertOnProfile(options, removeOptions)
  // Removed first: "remove the certificate [...] add it again, and then save" is one Save here.
  const certificates = addCertificates(removeCertificates(options, removeOptions), pems)
  const password =
    speechMinerPassword === undefined
      ? {}
      : { isSpeechMinerPasswordSet: speechMinerPassword !== null }
  return writeRecordingTab(certificates, { ...fields, ...password })
}
