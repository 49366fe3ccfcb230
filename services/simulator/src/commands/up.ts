import { GirError, toGirError } from "@gir/errors"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { createLogger, silentLogger } from "@gir/service-kit"
import { noFaults } from "@gir/sim"
import { once } from "node:events"
import { join } from "node:path"
import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { errorBlock } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { openPeers, type Peers } from "../clients/peers.ts"
import { buildControl } from "../installation/control.ts"
import { startInstallation, type Installation } from "../installation/installation.ts"
import { urlOf } from "../installation/node-environment.ts"
import { assertPortsFree } from "../installation/ports.ts"
import { findRunning, removeRunFile, writeRunFile } from "../installation/run-file.ts"
import { readSecret } from "../installation/secrets.ts"
import {
  fixedNodes,
  LOOPBACK,
  supervisorPort,
  type Fleet,
  type Node,
} from "../installation/service-table.ts"
import { stateFolder } from "../installation/state-folder.ts"
import { noLabDesk } from "../lab/lab-desk.ts"
import { labRoutes } from "../lab/lab-routes.ts"
import { openRehearsalDesk, rehearseOnStage } from "../scenario/step/rehearsal-desk.ts"
import { walkRoutes } from "../scenario/step/walk-routes.ts"

export interface UpCommandOptions extends Fleet {
  readonly state: string
}

const FIRST_PROFILE = "recording"

/** Runs an installation in this terminal until Ctrl-C or `gir down`. */
export async function upCommand(
  options: UpCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { config, terminal, clock, signal } = context
  const state = stateFolder(join(context.folder, options.state))
  const running = await findRunning(state)
  if (running !== null) {
    throw new GirError("ERR_CLI_ALREADY_RUNNING", `process ${running.pid} runs on ${state.root}`)
  }
  const nodes = fixedNodes(options, config.portBase)
  const controlPort = supervisorPort(config.portBase)
  const simulated = nodes.map(({ name, simPort }) => ({ name, port: simPort }))
  await assertPortsFree([...nodes, ...simulated, { name: "gir", port: controlPort }])
  terminal.err(
    `GIR simulator ${PRODUCT_VERSION}, not for production: starting ${nodes.length} nodes`,
  )

  const installation = await startInstallation({
    config,
    state,
    nodes,
    envelopeProfile: "classic",
    controlPort,
    clock,
    logger: silentLogger,
    signal,
  })
  const rehearsals = openRehearsalDesk(rehearseOnStage(config), (error) =>
    terminal.err(errorBlock(toGirError(error))),
  )
  const control = buildControl({
    supervisor: installation.supervisor,
    serviceToken: await readSecret(installation.secrets.serviceTokenFile),
    context: {
      name: "gir",
      clock,
      faults: noFaults,
      logger: createLogger({ name: "gir", level: "error" }),
    },
    addresses: (app) => {
      walkRoutes(app, rehearsals)
      labRoutes(app, { desk: noLabDesk, folder: context.folder })
    },
  })
  try {
    const ivrProfileDbid = await withPeers(installation, (peers) => firstProfile(peers, nodes))
    await control.listen({ host: LOOPBACK, port: controlPort })
    const { secrets } = installation
    await writeRunFile(state, {
      port: controlPort,
      nodes,
      secrets,
      ivrProfileDbid,
    })
    for (const line of addresses(nodes, installation)) terminal.out(line)
    if (!signal.aborted) await once(signal, "abort")
    return EXIT.held
  } finally {
    await removeRunFile(state)
    await rehearsals.close()
    await control.close()
    await installation.stop()
  }
}

async function withPeers<T>(
  installation: Installation,
  work: (peers: Peers) => Promise<T>,
): Promise<T> {
  const peers = await openPeers(installation.nodes, installation.secrets)
  try {
    return await work(peers)
  } finally {
    await peers.close()
  }
}

/** A new installation begins with the profile of the guide's screenshots, and one location. */
async function firstProfile(peers: Peers, nodes: readonly Node[]): Promise<number> {
  const known = (await peers.configuration.profiles()).find(({ name }) => name === FIRST_PROFILE)
  if (known !== undefined) return known.dbid
  await peers.webServices.setDecryptUriPrefix({
    location: "/",
    value: `${urlOf(nodes, "rcs")}/rcs`,
  })
  const created = await peers.configuration.createProfile({
    name: FIRST_PROFILE,
    displayName: "Recording",
    description: "",
    tenant: "Environment",
    isEnabled: true,
    options: newIvrProfileOptions({}),
  })
  return created.dbid
}

function addresses(nodes: readonly Node[], { secrets, state }: Installation): string[] {
  return [
    `Console   ${urlOf(nodes, "gax")}     user default, password in ${secrets.usersFile}`,
    `RWS       ${urlOf(nodes, "rws")}     Interaction Recording Web Services`,
    `RCS       ${urlOf(nodes, "rcs")}     Recording Crypto Server`,
    `Logs      ${state.logs}`,
    `Nodes     ${join(state.root, "nodes")}/<node>     where a guide path lies`,
    "Next      npx gir record --screen     npx gir status     npx gir down",
  ]
}
