import { once } from "node:events"
import { join } from "node:path"
import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { urlOf } from "../installation/node-environment.ts"
import { freePorts } from "../installation/ports.ts"
import { findRunning, removeRunFile, writeRunFile } from "../installation/run-file.ts"
import { stateFolder, wipeStateFolder } from "../installation/state-folder.ts"
import { findLab } from "../lab/find-lab.ts"
import { withLab } from "../lab/lab-client.ts"
import { openLabAddress } from "../lab/lab-address.ts"
import { openDesk } from "../lab/lab-desk.ts"
import { statusLines } from "../lab/lab-text.ts"
import type { Lab } from "../lab/lab.ts"
import { openKeyPool } from "../scenario/world/key-pool.ts"
import { withStage } from "../scenario/world/open-stage.ts"
import type { Stage } from "../scenario/world/stage.ts"

export interface LabStartOptions {
  readonly state: string
  readonly seed?: number
}

const FILES = "files"

/**
 * Starts an installation for labs in this terminal, until Ctrl-C; or, when one runs already, goes on
 * to another lab there.
 *
 * @throws ERR_CLI_USAGE, ERR_CLI_FILE_INVALID, and what keeps an installation from starting.
 */
export async function labStartCommand(
  name: string,
  options: LabStartOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, folder } = context
  const lab = await findLab(name, folder)
  const state = stateFolder(join(folder, options.state))
  if ((await findRunning(state)) !== null) {
    const status = await withLab(options.state, context, (client) =>
      client.start(name, options.seed),
    )
    for (const line of statusLines(status, terminal)) terminal.out(line)
    return EXIT.held
  }
  await wipeStateFolder(state)
  const [controlPort = 0] = await freePorts(1)
  terminal.err(`GIR simulator ${PRODUCT_VERSION}, not for production: starting the lab`)
  await withStage(
    {
      config: context.config,
      envelopeProfile: "classic",
      keys: openKeyPool(),
      signal: context.signal,
      state,
      controlPort,
    },
    (stage) => serve(stage, { lab, options, controlPort, context }),
  )
  return EXIT.held
}

interface Served {
  readonly lab: Lab
  readonly options: LabStartOptions
  readonly controlPort: number
  readonly context: CommandContext
}

async function serve(stage: Stage, served: Served): Promise<void> {
  const { clock, terminal, signal } = served.context
  const { state } = stage.installation
  const files = join(state.root, FILES)
  const desk = openDesk({ stage, clock, files })
  const { folder } = served.context
  const control = await openLabAddress({ stage, desk, port: served.controlPort, folder, clock })
  try {
    const session = await desk.start(served.lab, served.options.seed)
    const { secrets, nodes } = stage.installation
    const { controlPort: port } = served
    await writeRunFile(state, { port, nodes, secrets, ivrProfileDbid: 0 })
    for (const line of statusLines(session.status(), terminal)) terminal.out(line)
    for (const line of addresses(stage, files)) terminal.out(line)
    if (!signal.aborted) await once(signal, "abort")
  } finally {
    await removeRunFile(state)
    await control.close()
    await desk.close()
  }
}

function addresses({ installation }: Stage, files: string): string[] {
  const { nodes, secrets, state } = installation
  return [
    `Console  ${urlOf(nodes, "gax")}     user default, password in ${secrets.usersFile}`,
    `Files    ${files}     certificates and keys, to be uploaded`,
    `Nodes    ${join(state.root, "nodes")}/<node>     where a guide path lies`,
    "Next     in another terminal: npx gir lab check     npx gir lab hint     npx gir lab do 'ACTION'",
  ]
}
