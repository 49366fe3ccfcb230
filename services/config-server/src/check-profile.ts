import type { NewIvrProfile } from "@gir/contracts"
import { readIvrProfile } from "@gir/ivr-profile"
import { assertStorableText } from "./storable-text.ts"

/**
 * Refuses a profile that no MCP could read. The certificates themselves are text here and nobody
 * looks into them: the Options tab corrupts them and saves. Seed: "If opened for editing and saved".
 *
 * @throws ERR_CONFIG_PROFILE_INVALID, ERR_BAD_REQUEST
 */
export function checkProfile(profile: NewIvrProfile): void {
  assertStorableText(profile, "the profile")
  const { name, displayName, description, tenant, isEnabled, options } = profile
  // The numbers stand for those that the profile gets when it is stored.
  readIvrProfile({
    dbid: 1,
    version: 1,
    name,
    displayName,
    description,
    tenant,
    isEnabled,
    options,
  })
}
