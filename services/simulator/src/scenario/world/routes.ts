import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { addressOf } from "../../installation/service-table.ts"
import type { Stage } from "./stage.ts"

/** The address under which players reach an RCS. */
export function rcsAddress({ installation }: Stage, node: string): string {
  const found = installation.nodes.find(({ name }) => name === node)
  if (found === undefined) throw new RangeError(`the installation has no ${node}`)
  return `${addressOf(found)}/rcs`
}

/** @returns the node behind an address that Web Services has given, or null. */
export function rcsBehind({ installation }: Stage, mediaUri: string): string | null {
  const { port } = new URL(mediaUri)
  return installation.nodes.find((node) => String(node.port) === port)?.name ?? null
}

/** Seed: "the nodePath set to /US/AK". Web Services reads it at start. */
export async function setNodePath(stage: Stage, nodePath: string): Promise<void> {
  const file = join(stage.installation.state.nodeRoot("rws"), "application.yaml")
  const text = await readFile(file, "utf8")
  const changed = text.replace(/^(\s*nodePath:).*$/m, `$1 ${nodePath}`)
  if (changed === text) return
  await writeFile(file, changed)
  await stage.nodes.restart(["rws"])
}

/** Every player is sent to the first RCS, and Web Services is at the root again. */
export async function resetRoutes(stage: Stage): Promise<void> {
  await setNodePath(stage, "/")
  const { webServices } = stage.peers
  for (const { location } of await webServices.decryptUriPrefixes()) {
    if (location !== "/") await webServices.deleteDecryptUriPrefix(location)
  }
  await webServices.setDecryptUriPrefix({ location: "/", value: rcsAddress(stage, "rcs-1") })
}
