import type { McpStatus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { setTimeout as wait } from "node:timers/promises"
import type { ConfigurationClient } from "./configuration.ts"

const POLL_MS = 20
const TRIES = 500

/** Who knows the profile, and who has to. */
export interface ProfileReaders {
  readonly configuration: Pick<ConfigurationClient, "profile">
  /** Asks the Media Control Platforms that run. */
  mcps(): Promise<readonly McpStatus[]>
}

/**
 * Waits until every MCP works with the profile's newest version. Configuration Server announces a
 * change as a hint, and each MCP fetches it in its own time; a call before that is recorded by the
 * version before.
 *
 * @returns the version.
 */
export async function awaitProfileVersion(
  readers: ProfileReaders,
  ivrProfileDbid: number,
): Promise<number> {
  const { dbid, version } = await readers.configuration.profile(ivrProfileDbid)
  for (let tries = 0; tries < TRIES; tries += 1) {
    const fleet = await readers.mcps()
    if (fleet.every((mcp) => hasVersion(mcp, dbid, version))) return version
    await wait(POLL_MS)
  }
  throw new GirError(
    "ERR_CLI_EXPECTATION_BROKEN",
    `an MCP still works without version ${version} of profile ${dbid}`,
  )
}

function hasVersion(mcp: McpStatus, dbid: number, version: number): boolean {
  return mcp.ivrProfiles.some((profile) => profile.dbid === dbid && profile.version >= version)
}
