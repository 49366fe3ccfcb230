import { GirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"

/**
 * Has one process of the installation restarted. Not GAX itself: nobody would be there to answer.
 *
 * @throws ERR_NOT_FOUND, ERR_GAX_CANNOT_RESTART
 */
export async function restartNode(
  node: string,
  { config, peers, logger }: GaxParts,
): Promise<void> {
  const fields = { node }
  if (node === config.nodeName || peers.supervisor === null) {
    throw new GirError("ERR_GAX_CANNOT_RESTART", `GAX cannot restart ${node}`, { fields })
  }
  if (!peers.nodes.some(({ name }) => name === node)) {
    throw new GirError("ERR_NOT_FOUND", `the installation has no node ${node}`, { fields })
  }
  await peers.supervisor.restart(node)
  logger.info({ node }, "node restarted")
}
