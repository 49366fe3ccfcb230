import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { StateFolder } from "./state-folder.ts"

const PUBLIC_FILE = 0o644

/** Puts a CA file where the guide wants it. */
export async function placeCaFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode: PUBLIC_FILE })
}

/**
 * Puts a CA file beside rcs.properties and names it there. RCS reads both at its start.
 * Seed: "Change the value of the **cacertstorepath** parameter to `ca_cert.pem`".
 */
export async function placeCaStore(state: StateFolder, file: string, text: string): Promise<void> {
  await placeCaFile(join(rcsFolder(state), file), text)
  await setCaStorePath(state, file)
}

/** @returns whether it was set, so that RCS has to be restarted to forget it. */
export async function clearCaStore(state: StateFolder): Promise<boolean> {
  return setCaStorePath(state, "")
}

async function setCaStorePath(state: StateFolder, value: string): Promise<boolean> {
  const file = join(rcsFolder(state), "rcs.properties")
  const text = await readFile(file, "utf8")
  const changed = text.replace(/^cacertstorepath=.*$/m, `cacertstorepath=${value}`)
  if (changed === text) return false
  await writeFile(file, changed)
  return true
}

function rcsFolder(state: StateFolder): string {
  return join(state.nodeRoot("rcs"), "RCS")
}
