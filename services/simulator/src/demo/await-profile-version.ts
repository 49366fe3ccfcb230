import type { McpStatus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { setTimeout as wait } from "node:timers/promises"
import type { DemoStage } from "./demo-stage.ts"

const POLL_MS = 25
const TRIES = 400

/**
 * Waits until every MCP works with the profile's newest version. Configuration Server announces a
 * change as a hint, and each MCP fetches it in its own time; a call before that is recorded by the
 * version before.
 */
export async function awaitProfileVersion({ peers, world }: DemoStage): Promise<void> {
  const { dbid, version } = await peers.configuration.profile(world.ivrProfileDbid)
  for (let tries = 0; tries < TRIES; tries += 1) {
    const fleet = await peers.mcps()
    if (fleet.every((mcp) => hasVersion(mcp, dbid, version))) return
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
