import { GirError } from "@gir/errors"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { rootOwner } from "../installation/node-environment.ts"
import { emptyKeystore } from "../scenario/world/keystore.ts"
import type { Stage } from "../scenario/world/stage.ts"

/** Seed: "/genesys/mcp/certificates/<tenant name>/<ca-file>". */
const CA_FILES = "genesys/mcp/certificates"

/**
 * Takes away whatever a student has made or broken, also by other ways than the lab's: nodes that
 * were stopped run again, and no recording, no IVR Profile and no CA file is left.
 */
export async function cleanInstallation(stage: Stage): Promise<void> {
  const { installation, nodes, peers } = stage
  // First: an RCS does not become ready on a keystore that it cannot read.
  for (const node of installation.nodes.filter(({ service }) => service === "rcs")) {
    await emptyKeystore(stage, rootOwner(node))
  }
  await nodes.restart((await nodesDown(stage)).map(({ name }) => name))
  for (const { name } of installation.nodes.filter(({ service }) => service === "mcp")) {
    const folder = join(installation.state.nodeRoot(name), CA_FILES)
    await rm(folder, { recursive: true, force: true })
  }
  for await (const { id } of peers.webServices.recordings()) {
    await unlessGone(peers.webServices.deleteRecording(id))
  }
  for (const { dbid } of await peers.configuration.profiles()) {
    await unlessGone(peers.configuration.deleteProfile(dbid))
  }
}

/** @returns the nodes that should run and cannot work, each with what keeps it from that. */
export async function nodesDown({ installation, nodes }: Stage) {
  const running = nodes.running()
  const states = await installation.supervisor.states()
  return states.filter(({ name, state }) => running.includes(name) && state !== "ready")
}

/** What is gone already need not be taken away. */
async function unlessGone(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof GirError) || error.code !== "ERR_NOT_FOUND") throw error
  }
}
