import { join } from "node:path"
import { placeCaFile, placeCaStore } from "../installation/ca-files.ts"
import type { DemoStage } from "./demo-stage.ts"

const CA_FILE = "ca.pem"
const CA_STORE = "ca_cert.pem"

/**
 * Puts the CA file where the guide wants it on RCS and on every MCP, and restarts RCS.
 * Seed: "place the Certificate Authority (`ca_cert.pem`) in the `<Recording Crypto Server Install
 * Directory>\RCS` directory" and "Obtain the CA file and place it in the MCP's local directory".
 *
 * @returns the path, as the guide writes it, for the IVR Profile.
 */
export async function deployCaFile(
  stage: Pick<DemoStage, "installation"> & {
    readonly authority: Pick<DemoStage["authority"], "caBundlePem">
  },
  tenant: string,
): Promise<string> {
  const { state, nodes, supervisor } = stage.installation
  const bundle = stage.authority.caBundlePem
  const guidePath = `/genesys/mcp/certificates/${tenant}/${CA_FILE}`
  for (const node of nodes.filter((one) => one.service === "mcp")) {
    await placeCaFile(join(state.nodeRoot(node.name), guidePath), bundle)
  }
  await placeCaStore(state, CA_STORE, bundle)
  for (const node of nodes.filter((one) => one.service === "rcs")) {
    await supervisor.restart(node.name)
  }
  return guidePath
}
