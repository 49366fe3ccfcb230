import type { EnvelopeProfile } from "@gir/contracts"
import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { urlOf } from "../installation/node-environment.ts"
import { DATA_PATH_STORY, findScenarios } from "../scenario/find-scenario.ts"
import type { Scenario } from "../scenario/scenario.ts"
import { openButtonBox, type ButtonBox } from "../scenario/step/button-box.ts"
import { stepThrough } from "../scenario/step/step-through.ts"
import { openBoard, type WalkBoard } from "../scenario/step/walk-board.ts"
import { terminalDesk } from "../scenario/step/walk-desk.ts"
import { openKeyPool } from "../scenario/world/key-pool.ts"
import { withStage } from "../scenario/world/open-stage.ts"
import type { Stage } from "../scenario/world/stage.ts"

export interface DemoPresentOptions {
  readonly profile: EnvelopeProfile
  readonly seed: number
}

/** The console's presenter's view, below its origin. */
const PAGE = "/present"

/**
 * Starts an installation and rehearses the story of the data path on it, as the keys in its console
 * say, until Ctrl-C.
 */
export async function demoPresentCommand(
  options: DemoPresentOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { config, signal, folder, terminal } = context
  const { profile: envelopeProfile } = options
  const [scenario] = await findScenarios(DATA_PATH_STORY, folder)
  if (scenario === undefined) throw new RangeError(`no ${DATA_PATH_STORY} ships`)
  terminal.err(
    `GIR simulator ${PRODUCT_VERSION}, not for production: starting the presenter's demo`,
  )
  const board = openBoard({ scenario, envelopeProfile, canEnd: false })
  const box = openButtonBox()
  const desk = terminalDesk({ board, box }, "Press Ctrl-C in that terminal")
  await withStage({ config, envelopeProfile, keys: openKeyPool(), signal, desk }, (stage) =>
    present({ stage, scenario, board, box, options, context }),
  )
  return EXIT.held
}

interface Presentation {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly board: WalkBoard
  readonly box: ButtonBox
  readonly options: DemoPresentOptions
  readonly context: CommandContext
}

async function present({ stage, scenario, board, box, options, context }: Presentation) {
  const { terminal, signal } = context
  const { nodes, secrets } = stage.installation
  const { usersFile } = secrets
  const url = urlOf(nodes, "gax")
  board.open({ url, usersFile })
  // The console has pages for what these two keys of the terminal show.
  const notHere = async (): Promise<void> => undefined
  let lines = addressLines(`${url}${PAGE}`, usersFile)
  const nextCommand = () => {
    // Once, when there is something to show.
    for (const line of lines) terminal.out(line)
    lines = []
    board.waiting()
    return box.take(signal)
  }
  const walk = { stage, scenario, seed: options.seed, signal, view: board, nextCommand }
  await stepThrough({ ...walk, from: 1, inspect: notHere, play: notHere })
}

function addressLines(page: string, usersFile: string): string[] {
  return [
    `Present  ${page}     user default, password in ${usersFile}`,
    "Keys     → Space next · ← back, nothing is undone · R restart · N notes · W what if · Home first",
    "Ctrl-C ends it, and nothing is left",
  ]
}
