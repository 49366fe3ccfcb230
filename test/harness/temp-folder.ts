import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Makes an empty folder; the returned function removes it with everything inside. */
export async function tempFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "gir-test-"))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}
