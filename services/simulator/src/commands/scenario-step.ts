import type { EnvelopeProfile } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import type { InputStream } from "../envelope/input-file.ts"
import { urlOf } from "../installation/node-environment.ts"
import { ALL_SCENARIOS, findScenarios } from "../scenario/find-scenario.ts"
import type { Scenario } from "../scenario/scenario.ts"
import { openButtonBox } from "../scenario/step/button-box.ts"
import { keyOrButton } from "../scenario/step/key-commands.ts"
import type { KeyInput } from "../scenario/step/key-input.ts"
import { inspectNewest, playNewest } from "../scenario/step/newest-recording.ts"
import { stepThrough } from "../scenario/step/step-through.ts"
import { bothViews, terminalView } from "../scenario/step/terminal-view.ts"
import { openBoard } from "../scenario/step/walk-board.ts"
import { terminalDesk } from "../scenario/step/walk-desk.ts"
import { openKeyPool } from "../scenario/world/key-pool.ts"
import { withStage } from "../scenario/world/open-stage.ts"

export interface ScenarioStepOptions {
  readonly profile: EnvelopeProfile | "both"
  readonly seed?: number
  readonly from: number
  readonly input: KeyInput & InputStream
}

/**
 * Walks through a scenario step by step, in a terminal, and in the console of the rehearsal.
 *
 * @throws ERR_CLI_USAGE where no person can press a key, and for a step that is not there.
 */
export async function scenarioStepCommand(
  name: string,
  options: ScenarioStepOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, config, signal } = context
  const { input, from } = options
  if (!terminal.isInteractive || input.isTTY !== true) throw notATerminal(name)
  const scenario = await onlyScenario(name, context)
  if (from > scenario.steps.length) throw noSuchStep(scenario, from)
  const envelopeProfile = options.profile === "both" ? "classic" : options.profile
  const board = openBoard({ scenario, envelopeProfile, canEnd: false })
  const box = openButtonBox()
  const desk = terminalDesk({ board, box })
  terminal.redraw("set-up")
  const ending = await withStage(
    { config, envelopeProfile, keys: openKeyPool(), signal, desk },
    async (stage) => {
      terminal.redraw("")
      const { nodes, secrets } = stage.installation
      const url = urlOf(nodes, "gax")
      board.open({ url, usersFile: secrets.usersFile })
      const page = `${url}/scenarios/${scenario.name}`
      terminal.out(`Console  ${page}     user default, password in ${secrets.usersFile}`)
      return stepThrough({
        stage,
        scenario,
        seed: options.seed ?? scenario.seed,
        signal,
        view: bothViews(
          terminalView(terminal, (step) => `${page}?step=${step}`),
          board,
        ),
        from,
        nextCommand: () => {
          board.waiting()
          return keyOrButton(input, box, signal)
        },
        inspect: (run) => inspectNewest(run, context, input),
        play: (run) => playNewest(run, context),
      })
    },
  )
  if (ending.from !== null) {
    terminal.out(`come back: npx gir scenario run ${name} --step --from ${ending.from}`)
  }
  return ending.run.verdict === "broken" ? EXIT.broken : EXIT.held
}

async function onlyScenario(name: string, { folder }: CommandContext): Promise<Scenario> {
  const [only] = await findScenarios(name, folder)
  if (only !== undefined && name !== ALL_SCENARIOS) return only
  throw new GirError("ERR_CLI_USAGE", "--step walks through one scenario", {
    next: "npx gir scenario list",
  })
}

function notATerminal(name: string): GirError {
  return new GirError("ERR_CLI_USAGE", "--step needs a terminal", {
    next: `run it without --step: npx gir scenario run ${name}`,
  })
}

function noSuchStep({ steps }: Scenario, from: number): GirError {
  return new GirError(
    "ERR_CLI_USAGE",
    `there is no step ${from}: the scenario has ${steps.length}`,
    {
      next: `--from 1 to --from ${steps.length}`,
    },
  )
}
