import { realpath } from "node:fs/promises"
import { isAbsolute, join, relative, resolve, sep } from "node:path"
import { GirError } from "@gir/errors"

/** Seed: "place it in the MCP's local directory", `/genesys/mcp/certificates/<tenant name>/<ca-file>`. */
const TENANT_FOLDERS = ["genesys", "mcp", "certificates"]

export interface NodePathOptions {
  /** The node's own folder: nothing outside of it is ever opened. */
  readonly nodeRoot: string
  /** Owner of the IVR Profile: another tenant's folder stays closed to it. */
  readonly tenant: string
}

/**
 * Finds where a path of the guide lies on this machine. `/a/b` is `<root>/a/b`, `c:\a\b` is
 * `<root>/c/a/b`, a relative path starts at the root, and a path that already names a place below
 * the root is taken as it is. Links are followed before the rules are checked.
 *
 * @returns an absolute path below the node's root; the file need not exist.
 * @throws ERR_MCP_PATH_REFUSED when the path leaves the root or enters another tenant's folder.
 */
export async function resolveNodePath(path: string, options: NodePathOptions): Promise<string> {
  const root = resolve(options.nodeRoot)
  const target = locate(path, root)
  const realRoot = await realPathOfExistingPart(root)
  const realTarget = await realPathOfExistingPart(target)
  if (!isBelow(realTarget, realRoot)) throw refused(path, "it leads out of the node's folder")
  assertOwnTenant(relative(root, target), path, options.tenant)
  assertOwnTenant(relative(realRoot, realTarget), path, options.tenant)
  return target
}

function locate(path: string, root: string): string {
  if (path.includes("\0")) throw refused(path, "it holds a NUL character")
  if (/^[\\/]{2}/.test(path)) throw refused(path, "it names another machine")
  const local = path.replaceAll("\\", "/")
  if (local.split("/").includes("..")) throw refused(path, "it climbs with ..")
  const drive = /^([a-z]):\/?(.*)$/is.exec(local)
  if (drive !== null) return join(root, (drive[1] ?? "").toLowerCase(), drive[2] ?? "")
  if (isAbsolute(local) && isBelow(resolve(local), root)) return resolve(local)
  return join(root, local)
}

/** The folder names are compared without case, because some file systems do so too. */
function assertOwnTenant(inRoot: string, path: string, tenant: string): void {
  const steps = inRoot.split(sep)
  const first = /^[a-z]$/.test(steps[0] ?? "") ? 1 : 0
  const isTenantFolder = TENANT_FOLDERS.every(
    (name, index) => steps[first + index]?.toLowerCase() === name,
  )
  const owner = steps[first + TENANT_FOLDERS.length]
  const isFileInside = steps.length > first + TENANT_FOLDERS.length + 1
  if (isTenantFolder && isFileInside && owner !== tenant) {
    throw refused(path, `it lies in the folder of tenant ${owner}, and the profile is ${tenant}'s`)
  }
}

function refused(path: string, reason: string): GirError {
  return new GirError("ERR_MCP_PATH_REFUSED", `the path ${path} cannot be used: ${reason}`, {
    fields: { path },
  })
}

function isBelow(path: string, root: string): boolean {
  const steps = relative(root, path)
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps)
}

/** Follows the links of the longest leading part of `path` that exists. */
async function realPathOfExistingPart(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = resolve(path, "..")
    if (parent === path) return path
    return join(await realPathOfExistingPart(parent), relative(parent, path))
  }
}
