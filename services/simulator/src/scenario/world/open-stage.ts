import { silentLogger, type App } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { tmpdir } from "node:os"
import type { EnvelopeProfile } from "@gir/contracts"
import { closeConditions, openConditions } from "../../clients/conditions.ts"
import { openPeers } from "../../clients/peers.ts"
import type { SimulatorConfig } from "../../config.ts"
import { buildControl } from "../../installation/control.ts"
import { startInstallation, type Installation } from "../../installation/installation.ts"
import { freeNodes, freePorts } from "../../installation/ports.ts"
import { readSecret } from "../../installation/secrets.ts"
import { LOOPBACK, type Fleet, type Node } from "../../installation/service-table.ts"
import { stateFolder, type StateFolder } from "../../installation/state-folder.ts"
import { makeTemporaryRoot, removeRoot } from "../../installation/temporary-root.ts"
import { noLabDesk } from "../../lab/lab-desk.ts"
import { labRoutes } from "../../lab/lab-routes.ts"
import { openNodeClocks } from "./node-clocks.ts"
import { openNodeFaults } from "./node-faults.ts"
import { openNodes, SPARE_NODES } from "./nodes.ts"
import type { WalkDesk } from "../step/walk-desk.ts"
import { walkRoutes } from "../step/walk-routes.ts"
import type { KeyPool } from "./key-pool.ts"
import type { Stage } from "./stage.ts"

export interface StageOptions {
  readonly config: SimulatorConfig
  readonly envelopeProfile: EnvelopeProfile
  readonly keys: KeyPool
  readonly signal: AbortSignal
  /** Where it lives; a temporary folder when absent. It is gone at the end. */
  readonly state?: StateFolder
  /** Where the caller itself will listen for `gir restart`; absent: nowhere, or where the desk is. */
  readonly controlPort?: number
  /** An empty database to work in; one of its own in the state folder when absent. */
  readonly databaseUrl?: string
  /** What browsers reach the console and the playback of RCS by; loopback when absent. */
  readonly browserHost?: string
  /** Shows the steps of a rehearsal to the console, and hears what it asks for. */
  readonly desk?: WalkDesk
}

/** Two recorders for a fleet that is half updated, two RCS for two regions. */
const FLEET: Fleet = { mcp: 2, rcs: 2, muxer: 1 }

/** As many calls as a scenario holds at once, and some. */
const MCP_CALLS = "64"
/** A proof mostly waits for Web Services and the database. */
const PROOFS_AT_ONCE = "8"

/**
 * Starts an installation of its own in a temporary folder, for the time of some work.
 *
 * @throws what starting throws, what the work throws, the signal's reason; then nothing is left.
 */
export async function withStage<T>(
  options: StageOptions,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { stage, close } = await openStage(options)
  try {
    return await work(stage)
  } finally {
    await close()
  }
}

/** A stage that is closed by whoever opened it. */
export interface OpenStage {
  readonly stage: Stage
  readonly close: () => Promise<void>
}

/** @throws what starting throws, the signal's reason; then nothing is left. */
export async function openStage(options: StageOptions): Promise<OpenStage> {
  const folder = options.state?.root ?? (await makeTemporaryRoot(tmpdir(), "gir-scenario-"))
  const closers: (() => Promise<unknown>)[] = [() => removeRoot(folder)]
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    return { stage: await assemble(folder, options, closers), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  folder: string,
  { config, envelopeProfile, keys, signal, desk, ...options }: StageOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Stage> {
  const { databaseUrl = null, browserHost } = options
  const nodes = (await freeNodes(FLEET)).map(withOwnRoot).map((node) => seenBy(browserHost, node))
  const [deskPort] = desk === undefined ? [] : await freePorts(1)
  const controlPort = options.controlPort ?? deskPort
  const installation = await startInstallation({
    // A rehearsal is alone: what is in the user's own database and queue does not concern it.
    config: { ...config, databaseUrl, redisUrl: null },
    state: stateFolder(folder),
    nodes,
    envelopeProfile,
    heldBack: SPARE_NODES,
    environmentOf,
    ...(controlPort === undefined ? {} : { controlPort }),
    clock: systemClock,
    logger: silentLogger,
    signal,
  })
  closers.push(() => installation.stop())
  if (desk !== undefined && deskPort !== undefined) {
    const control = await listenForControl(installation, deskPort, desk)
    closers.push(() => control.close())
  }
  const peers = await openPeers(nodes, installation.secrets)
  closers.push(() => peers.close())
  const conditions = await openConditions(nodes, installation.secrets)
  closers.push(() => closeConditions(conditions))
  const running = openNodes(installation, peers)
  return {
    installation,
    peers,
    envelopeProfile,
    keys,
    nodes: running,
    clocks: openNodeClocks(conditions, running),
    faults: openNodeFaults(conditions, running),
  }
}

async function listenForControl(
  { supervisor, secrets, state }: Installation,
  port: number,
  desk: WalkDesk,
): Promise<App> {
  const control = buildControl({
    supervisor,
    serviceToken: await readSecret(secrets.serviceTokenFile),
    context: { name: "gir", clock: systemClock, faults: noFaults, logger: silentLogger },
    addresses: (app) => {
      walkRoutes(app, desk)
      labRoutes(app, { desk: noLabDesk, folder: state.root })
    },
  })
  await control.listen({ host: LOOPBACK, port })
  return control
}

function environmentOf({ name, service }: Node): NodeJS.ProcessEnv {
  if (service === "mcp") return { GIR_MCP_CONCURRENCY: MCP_CALLS }
  return name === "rcs-1" ? { GIR_RCS_CONCURRENCY: PROOFS_AT_ONCE } : {}
}

/** A browser loads the console, and plays what RCS decrypts for it. */
function seenBy(host: string | undefined, node: Node): Node {
  const isSeen = node.service === "gax" || node.service === "rcs"
  return host === undefined || !isSeen ? node : { ...node, host }
}

/** The second RCS is another region's, with a keystore of its own. */
function withOwnRoot(node: Node): Node {
  return node.name === "rcs-2" ? { ...node, hasOwnRoot: true } : node
}
