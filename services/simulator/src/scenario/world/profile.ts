import type { IvrProfileObject, Options } from "@gir/contracts"
import { certificateOptions, fingerprintOf } from "@gir/ivr-profile"
import { awaitProfileVersion } from "../../clients/await-profile-version.ts"
import type { ProfileFact } from "../facts.ts"
import type { World } from "./world.ts"

/** Changes the profile at the Configuration Server itself. */
export async function changeProfile(
  { stage, profile }: World,
  edit: (options: Options) => Options,
): Promise<void> {
  const { dbid, ...stored } = await stage.peers.configuration.profile(profile.dbid)
  await stage.peers.configuration.saveProfile(dbid, { ...stored, options: edit(stored.options) })
}

/** @returns "MCP works with version 5", when every MCP that runs does. */
export async function awaitProfile({ stage, profile }: World): Promise<string> {
  const { configuration } = stage.peers
  const readers = { configuration, mcps: () => stage.nodes.mcps() }
  const version = await awaitProfileVersion(readers, profile.dbid)
  return `MCP works with version ${version}`
}

/** The profile as an expectation sees it, with the rehearsal's names for certificates. */
export function profileFact({ version, options }: IvrProfileObject, world: World): ProfileFact {
  const named = certificateOptions(options).map((entry) => {
    const id = fingerprintOf(entry)
    const name = id === null ? "corrupted" : (world.authority.nameOf(id) ?? "unknown")
    return [entry.option, name] as const
  })
  return { version, certificates: Object.fromEntries(named), optionsJson: JSON.stringify(options) }
}
