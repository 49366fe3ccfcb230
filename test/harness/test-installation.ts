import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { silentLogger } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import {
  freeNodes,
  openPeers,
  readSimulatorConfig,
  startInstallation,
  stateFolder,
  type Fleet,
  type Installation,
  type Node,
  type Peers,
} from "@gir/simulator"
import { placeCaFile, provision, type PrivateCa } from "./provision.ts"
import { ONE_PROCESS, type EACH_PROCESS } from "./run-gir.ts"
import { tempFolder } from "./temp-folder.ts"

/** A whole installation of its own: processes, database, certificates, one IVR Profile. */
export interface TestInstallation extends Installation {
  readonly peers: Peers
  /** Signed every certificate, and is the CA file of RCS and of every MCP. */
  readonly ca: PrivateCa
  readonly ivrProfileDbid: number
  /** Holds everything: the state, the temporary folder of all processes, files of the test. */
  readonly folder: string
  /** The folder of the Storage Destination. */
  readonly storage: string
  logFile(node: string): string
  /** Ends all processes and removes the folder. */
  remove(): Promise<void>
}

export interface TestInstallationOptions {
  readonly fleet: Fleet
  readonly databaseUrl?: string
  readonly redisUrl?: string
  /** Default ONE_PROCESS. */
  readonly processes?: typeof EACH_PROCESS
  /** What a node's environment has beside the usual. */
  readonly environmentOf?: (node: Node) => NodeJS.ProcessEnv
}

export const ONE_OF_EACH: Fleet = { mcp: 1, rcs: 1, muxer: 1 }

export async function startTestInstallation(
  options: TestInstallationOptions,
): Promise<TestInstallation> {
  const folder = await tempFolder()
  try {
    return await assemble(options, folder)
  } catch (error) {
    await folder.remove()
    throw error
  }
}

async function assemble(
  options: TestInstallationOptions,
  folder: Awaited<ReturnType<typeof tempFolder>>,
): Promise<TestInstallation> {
  const state = stateFolder(join(folder.path, "state"))
  const nodes = await freeNodes(options.fleet)
  const mcps = nodes.filter((node) => node.service === "mcp").map((node) => node.name)
  const ca = await placeCaFile({
    rcs: state.nodeRoot("rcs"),
    mcps: mcps.map((name) => state.nodeRoot(name)),
  })
  const installation = await startInstallation({
    config: readSimulatorConfig(await environment(options, folder.path)),
    state,
    nodes,
    envelopeProfile: "classic",
    ...(options.environmentOf === undefined ? {} : { environmentOf: options.environmentOf }),
    clock: systemClock,
    logger: silentLogger,
  })
  const peers = await openPeers(nodes, installation.secrets)
  const rcsPort = nodes.find((node) => node.service === "rcs")?.port ?? 0
  const remove = async (): Promise<void> => {
    await peers.close()
    await installation.stop()
    await folder.remove()
  }
  try {
    const made = await provision({ peers, ca, rcsUrl: `http://127.0.0.1:${rcsPort}` })
    const own = { folder: folder.path, storage: state.storage }
    const logFile = (node: string): string => join(state.logs, `${node}.log`)
    return { ...installation, ...made, ...own, peers, ca, logFile, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function environment(
  { databaseUrl, redisUrl, processes = ONE_PROCESS }: TestInstallationOptions,
  folder: string,
): Promise<Record<string, string | undefined>> {
  const temporary = join(folder, "tmp")
  await mkdir(temporary)
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith("GIR_"))
  return {
    ...Object.fromEntries(ours),
    ...processes,
    TMPDIR: temporary,
    ...(databaseUrl === undefined ? {} : { GIR_DATABASE_URL: databaseUrl }),
    ...(redisUrl === undefined ? {} : { GIR_REDIS_URL: redisUrl }),
  }
}
