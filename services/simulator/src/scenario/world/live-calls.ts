import { GirError } from "@gir/errors"
import { setTimeout as wait } from "node:timers/promises"
import type { World } from "./world.ts"

const POLL_MS = 10
const TRIES = 1_000

/** Waits until so many calls are being recorded: what they are encrypted to is decided by then. */
export async function awaitCallsInProgress({ stage }: World, calls: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const fleet = await stage.nodes.mcps()
    const inProgress = fleet.reduce((sum, mcp) => sum + mcp.callsInProgress, 0)
    if (inProgress >= calls) return
    await wait(POLL_MS)
  }
  throw new GirError("ERR_CLI_EXPECTATION_BROKEN", `${calls} calls are never recorded at once`)
}
