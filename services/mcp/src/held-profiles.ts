import type { HeldIvrProfile } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import { readIvrProfile } from "@gir/ivr-profile"
import { parseCertificate } from "@gir/x509"
import type { CaFileOf } from "./ca-file.ts"
import type { ProfileStore } from "./profile-store.ts"

/**
 * Which version of each profile this node holds, with the certificates on it and the CA file as it
 * lies here now: in a fleet that is updated one node after the other, these differ.
 */
export function heldProfiles(
  profiles: ProfileStore,
  caFileOf: CaFileOf,
): Promise<HeldIvrProfile[]> {
  return Promise.all(
    profiles.held().map(async (object) => {
      const { dbid, version } = object
      try {
        const profile = readIvrProfile(object)
        const caFile = await caFileOf(profile)
        return {
          dbid,
          version,
          serialNumbers: profile.certificates.map(({ text }) => serialNumberOf(text)),
          caFile: caFile.isUsable
            ? { path: caFile.path, sha256: caFile.sha256, code: null }
            : { path: caFile.path, sha256: null, code: caFile.fault.code },
        }
      } catch (error) {
        const caFile = { path: null, sha256: null, code: toGirError(error).code }
        return { dbid, version, serialNumbers: [], caFile }
      }
    }),
  )
}

/** @returns null for a certificate that was damaged in the Options. */
function serialNumberOf(text: string): string | null {
  try {
    return parseCertificate(text).serialNumber
  } catch {
    return null
  }
}
