import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { DemoStage } from "./demo-stage.ts"

const CA_FILE = "ca.pem"
const PUBLIC_FILE = 0o644

/**
 * Puts the CA file where the guide wants it on RCS and on every MCP, and restarts RCS.
 * Seed: "place the Certificate Authority (`ca_cert.pem`) in the `<Recording Crypto Server Install
 * Directory>\RCS` directory" and "Obtain the CA file and place it in the MCP's local directory".
 *
 * @returns the path, as the guide writes it, for the IVR Profile.
 */
export async function deployCaFile(stage: DemoStage, tenant: string): Promise<string> {
  const { state, nodes, supervisor } = stage.installation
  const bundle = stage.authority.caBundlePem
  const guidePath = `/genesys/mcp/certificates/${tenant}/${CA_FILE}`
  for (const node of nodes.filter((one) => one.service === "mcp")) {
    await place(join(state.nodeRoot(node.name), guidePath), bundle)
  }
  await place(join(state.nodeRoot("rcs"), "RCS", "ca_cert.pem"), bundle)
  await setCaStore(join(state.nodeRoot("rcs"), "RCS", "rcs.properties"))
  for (const node of nodes.filter((one) => one.service === "rcs")) {
    await supervisor.restart(node.name)
  }
  return guidePath
}

async function place(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode: PUBLIC_FILE })
}

/** Seed: "Change the value of the **cacertstorepath** parameter to `ca_cert.pem`". */
async function setCaStore(properties: string): Promise<void> {
  const text = await readFile(properties, "utf8")
  await writeFile(properties, text.replace(/^cacertstorepath=.*$/m, "cacertstorepath=ca_cert.pem"))
}
