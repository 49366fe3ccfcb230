import { randomBytes } from "node:crypto"
import { readlinkSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import type { Clock } from "@gir/sim"
import { errnoOf } from "./file-error.ts"
import type { FileSystem } from "./file-system.ts"

/**
 * Hidden, because keys never begin with a dot; on the same file system, because links need that.
 */
const FOLDER = ".incoming"
const FOREIGN_AGE_MAX_MS = 3_600_000
/** Process ids mean something within one PID namespace only: containers share host and volume. */
const HOST = `${hostname()}-${pidNamespace()}`.replaceAll(/[^A-Za-z0-9-]/g, "-")

/** Files that this process writes now, whatever destination they are for. */
const ownNames = new Set<string>()

/** Where objects are written before they become visible. */
export interface IncomingFolder {
  /** Names a file that no other process will name; `release` it when it is gone. */
  reserve(): { readonly path: string; readonly release: () => void }
  /** Makes the folder and removes what killed processes left in it. */
  clean(): Promise<void>
}

export interface IncomingFolderOptions {
  readonly root: string
  readonly fileSystem: FileSystem
  readonly clock: Clock
}

export function openIncomingFolder(options: IncomingFolderOptions): IncomingFolder {
  const folder = join(options.root, FOLDER)
  return {
    reserve() {
      const name = `${HOST}.${process.pid}.${randomBytes(8).toString("hex")}`
      ownNames.add(name)
      return { path: join(folder, name), release: () => void ownNames.delete(name) }
    },
    async clean() {
      // Not recursive: with the root missing this must fail, not make an empty destination.
      await options.fileSystem.mkdir(folder, { mode: 0o700 }).catch(ignoreErrno("EEXIST"))
      for (const name of await options.fileSystem.readdir(folder)) {
        if (await isLeftOver({ ...options, folder, name })) {
          await options.fileSystem.unlink(join(folder, name)).catch(ignoreErrno("ENOENT"))
        }
      }
    },
  }
}

/**
 * On this host the name tells the process, and a process that is gone writes no more. A file of
 * another host that shares the destination is left over when nothing was written for an hour.
 */
async function isLeftOver(
  options: IncomingFolderOptions & { readonly folder: string; readonly name: string },
): Promise<boolean> {
  const { folder, name } = options
  const [host, pid] = name.split(".")
  if (host === HOST && Number(pid) === process.pid) return !ownNames.has(name)
  if (host === HOST) return !isAlive(Number(pid))
  const status = await options.fileSystem.lstat(join(folder, name)).catch(ignoreErrno("ENOENT"))
  return status !== undefined && options.clock.now().getTime() - status.mtimeMs > FOREIGN_AGE_MAX_MS
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    return errnoOf(error) === "EPERM"
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return "none"
  }
}

/** For `catch`: swallows one errno and passes everything else on. */
export function ignoreErrno(errno: string): (error: unknown) => undefined {
  return (error) => {
    if (errnoOf(error) !== errno) throw error
  }
}
