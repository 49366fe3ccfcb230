import { realpathSync } from "node:fs"
import { isAbsolute, join, relative, resolve, sep } from "node:path"
import type { GirError } from "@gir/errors"

export interface GuidePathOptions {
  /** The node's own folder: nothing outside of it is ever opened. */
  readonly nodeRoot: string
  /** Folder that a relative path starts from, below `nodeRoot`; default the root itself. */
  readonly baseFolder?: string
  /** Makes the error of the service that asks. */
  readonly refuse: (reason: string) => GirError
}

/** A path of the guide, found on this machine. */
export interface GuidePath {
  /** Absolute, below the node's root; the file need not exist. */
  readonly path: string
  /** The same, from the root on. */
  readonly inRoot: string
  /** From the root on, after every link was followed. */
  readonly realInRoot: string
}

/**
 * Finds where a path of the guide lies on this machine, in POSIX or Windows form. `/a/b` is
 * `<root>/a/b`, `c:\a\b` is `<root>/c/a/b`, a relative path starts from `baseFolder`, and a path
 * that already names a place below the root is taken as it is.
 *
 * @throws what `refuse` makes, when the path, or a link on the way, leaves the root.
 */
export function resolveGuidePath(path: string, options: GuidePathOptions): GuidePath {
  const { refuse } = options
  const root = resolve(options.nodeRoot)
  const target = locate(path, { root, baseFolder: resolve(options.baseFolder ?? root), refuse })
  if (!isBelow(target, root)) throw refuse("it leads out of the node's folder")
  const realRoot = realPathOfExistingPart(root)
  const realTarget = realPathOfExistingPart(target)
  if (!isBelow(realTarget, realRoot)) {
    throw refuse("a link on the way leads out of the node's folder")
  }
  return {
    path: target,
    inRoot: relative(root, target),
    realInRoot: relative(realRoot, realTarget),
  }
}

interface Place {
  readonly root: string
  readonly baseFolder: string
  readonly refuse: (reason: string) => GirError
}

function locate(path: string, { root, baseFolder, refuse }: Place): string {
  if (path.includes("\0")) throw refuse("it holds a NUL character")
  if (/^[\\/]{2}/.test(path)) throw refuse("it names another machine")
  const local = path.replaceAll("\\", "/")
  if (local.split("/").includes("..")) throw refuse("it climbs with ..")
  const drive = /^([a-z]):(.*)$/is.exec(local)
  if (drive !== null) return onDrive(drive[1] ?? "", drive[2] ?? "", { root, baseFolder, refuse })
  if (!local.startsWith("/")) return join(baseFolder, local)
  return isBelow(resolve(local), root) ? resolve(local) : join(root, local)
}

function onDrive(letter: string, rest: string, { root, refuse }: Place): string {
  if (rest.startsWith("/")) return join(root, letter.toLowerCase(), rest)
  // `c:keystore` is what is left of `c:\keystore` where a backslash has to be written twice.
  throw refuse("a Windows path needs a backslash after the drive, written twice in properties")
}

function isBelow(path: string, root: string): boolean {
  const steps = relative(root, path)
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps)
}

/** Follows the links of the longest leading part of `path` that exists. */
function realPathOfExistingPart(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = resolve(path, "..")
    if (parent === path) return path
    return join(realPathOfExistingPart(parent), relative(parent, path))
  }
}
