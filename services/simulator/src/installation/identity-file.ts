import { identityOf, isRunning, type ProcessIdentity } from "@gir/database"
import { readFile, rename, writeFile } from "node:fs/promises"

/** Notes in a file which process owns, or is, what lies beside it. Nobody sees half of it. */
export async function writeIdentity(file: string, pid = process.pid): Promise<void> {
  const next = `${file}.new`
  await writeFile(next, `${JSON.stringify(await identityOf(pid))}\n`, { mode: 0o600 })
  await rename(next, file)
}

/** @returns the process in the file, or null when that very process has ended, or there is no file. */
export async function readRunning(file: string): Promise<number | null> {
  try {
    const identity = JSON.parse(await readFile(file, "utf8")) as ProcessIdentity
    return (await isRunning(identity)) ? identity.pid : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}
