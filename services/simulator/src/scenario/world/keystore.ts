import { rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Stage } from "./stage.ts"

const PRIVATE_FILE = 0o600

/** The keystore file of the installation's first RCS. */
export function keystoreFile({ installation }: Stage, node = "rcs"): string {
  return join(installation.state.nodeRoot(node), "RCS", "keystore.p12")
}

/** RCS reads the file anew when it is another one. */
export async function replaceKeystore(stage: Stage, bytes: Buffer): Promise<void> {
  const file = keystoreFile(stage)
  await writeFile(`${file}.restored`, bytes, { mode: PRIVATE_FILE })
  await rename(`${file}.restored`, file)
}

/** An absent file is an empty keystore. */
export async function emptyKeystore(stage: Stage, node?: string): Promise<void> {
  await rm(keystoreFile(stage, node), { force: true })
}
