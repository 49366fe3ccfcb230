import { GirError } from "@gir/errors"
import { setTimeout as wait } from "node:timers/promises"
import type { Stage } from "../scenario/world/stage.ts"
import { nodesDown } from "./clean-installation.ts"

const TRIES = 50
const POLL_MS = 100

/**
 * A proof waits for minutes when nobody can answer; a person should not have to.
 *
 * @throws ERR_LAB_BROKEN with the node that cannot work.
 */
export async function awaitWorking(stage: Stage): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const [down] = await nodesDown(stage)
    if (down === undefined) return
    if (tries === TRIES) {
      throw new GirError("ERR_LAB_BROKEN", `${down.name} is not ready: ${down.state}`)
    }
    await wait(POLL_MS)
  }
}
