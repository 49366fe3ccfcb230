import { realpathSync } from "node:fs"
import { isAbsolute, join, relative, resolve, sep } from "node:path"
import { GirError } from "@gir/errors"

export interface GuidePathOptions {
  /** The node's own folder: nothing outside of it is ever opened. */
  readonly nodeRoot: string
  /** Folder that a relative path starts from; below `nodeRoot`. */
  readonly baseFolder: string
  /** Named in the error: the option that holds the path. */
  readonly option: string
}

/**
 * Finds where a path of the guide lies on this machine. `/a/b` is `<root>/a/b`, `c:\a\b` is
 * `<root>/c/a/b`, a relative path starts from `baseFolder`, and a path that already names a place
 * below the root is taken as it is.
 *
 * @returns an absolute path below the node's root; the file need not exist.
 * @throws ERR_RCS_PATH_REFUSED when the path, or a link on the way, leaves the root.
 */
export function resolveGuidePath(path: string, options: GuidePathOptions): string {
  const root = resolve(options.nodeRoot)
  const refuse = (reason: string): GirError =>
    new GirError("ERR_RCS_PATH_REFUSED", `${options.option} cannot be used: ${reason}`, {
      where: options.option,
      fields: { path },
    })
  if (path.includes("\0")) throw refuse("it holds a NUL character")
  if (/^[\\/]{2}/.test(path)) throw refuse("it names another machine")
  if (/^[a-z]:(?![\\/])/i.test(path)) {
    throw refuse("a Windows path in a properties file needs every backslash twice")
  }
  const segments = path.split(/[\\/]/)
  if (segments.includes("..")) throw refuse("it climbs with ..")
  const target = locate(path, root, resolve(options.baseFolder))
  if (!isBelow(target, root)) throw refuse("it leads out of the node's folder")
  if (!isBelow(realPathOfExistingPart(target), realPathOfExistingPart(root))) {
    throw refuse("a link on the way leads out of the node's folder")
  }
  return target
}

function locate(path: string, root: string, baseFolder: string): string {
  const drive = /^([a-z]):[\\/](.*)$/is.exec(path)
  if (drive !== null) {
    return join(root, (drive[1] ?? "").toLowerCase(), ...(drive[2] ?? "").split(/[\\/]/))
  }
  const local = path.replaceAll("\\", "/")
  if (!local.startsWith("/")) return join(baseFolder, local)
  return isBelow(resolve(local), root) ? resolve(local) : join(root, local)
}

function isBelow(path: string, root: string): boolean {
  const steps = relative(root, path)
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps)
}

/** Resolves the links of the longest leading part of `path` that exists. */
function realPathOfExistingPart(path: string): string {
  let existing = path
  for (;;) {
    try {
      return join(realpathSync(existing), relative(existing, path))
    } catch {
      const parent = resolve(existing, "..")
      if (parent === existing) return path
      existing = parent
    }
  }
}
