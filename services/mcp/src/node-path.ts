import { sep } from "node:path"
import { GirError } from "@gir/errors"
import { resolveGuidePath } from "@gir/service-kit"

/** Seed: "place it in the MCP's local directory", `/genesys/mcp/certificates/<tenant name>/<ca-file>`. */
const TENANT_FOLDERS = ["genesys", "mcp", "certificates"]

export interface NodePathOptions {
  /** The node's own folder: nothing outside of it is ever opened. */
  readonly nodeRoot: string
  /** Owner of the IVR Profile: another tenant's folder stays closed to it. */
  readonly tenant: string
}

/**
 * Finds where a path of the guide lies in this MCP's folder.
 *
 * @returns an absolute path below the node's root; the file need not exist.
 * @throws ERR_MCP_PATH_REFUSED when the path leaves the root or enters another tenant's folder.
 */
export function resolveNodePath(path: string, { nodeRoot, tenant }: NodePathOptions): string {
  const refuse = (reason: string): GirError => refused(path, reason)
  const found = resolveGuidePath(path, { nodeRoot, refuse })
  for (const place of [found.inRoot, found.realInRoot]) assertOwnTenant(place, path, tenant)
  return found.path
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
