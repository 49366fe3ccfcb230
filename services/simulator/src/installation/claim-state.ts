import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { readRunning, writeIdentity } from "./identity-file.ts"
import { stateFolder, wipeStateFolder, type StateFolder } from "./state-folder.ts"

/** A state folder that belongs to this process until it is released. */
export interface StateClaim {
  readonly state: StateFolder
  release(): Promise<void>
}

/**
 * Takes `.gir/demo`, or `.gir/demo-<pid>` while another demo has it, and empties it. What a demo
 * leaves behind (recordings, certificates, logs) stays until the next one, to be looked at.
 */
export async function claimDemoState({ folder }: { readonly folder: string }): Promise<StateClaim> {
  const parent = join(folder, ".gir")
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const shared = join(parent, "demo")
  const root = (await isClaimed(shared)) ? `${shared}-${process.pid}` : shared
  const state = stateFolder(root)
  await wipeStateFolder(state)
  await writeIdentity(claimFile(root))
  return { state, release: () => rm(claimFile(root), { force: true }) }
}

async function isClaimed(root: string): Promise<boolean> {
  const pid = await readRunning(claimFile(root))
  return pid !== null && pid !== process.pid
}

/** Beside the folder, not inside: the folder is emptied. */
function claimFile(root: string): string {
  return `${root}.owner`
}
