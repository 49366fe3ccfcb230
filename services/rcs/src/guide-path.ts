import { GirError } from "@gir/errors"
import { resolveGuidePath } from "@gir/service-kit"
import { rcsFolder } from "./rcs-properties.ts"

interface RcsPathOptions {
  readonly nodeRoot: string
  /** Named in the error: the option that holds the path. */
  readonly option: string
}

/**
 * Finds where a path of rcs.properties lies: a relative one starts from the RCS install directory.
 *
 * @returns an absolute path below the node's root; the file need not exist.
 * @throws ERR_RCS_PATH_REFUSED when the path, or a link on the way, leaves the root.
 */
export function resolveRcsPath(path: string, { nodeRoot, option }: RcsPathOptions): string {
  const refuse = (reason: string): GirError =>
    new GirError("ERR_RCS_PATH_REFUSED", `${option} cannot be used: ${reason}`, {
      where: option,
      fields: { path },
    })
  return resolveGuidePath(path, { nodeRoot, baseFolder: rcsFolder(nodeRoot), refuse }).path
}
