import type { NewScenarioWalk } from "@gir/contracts"
import { GirError, toGirError } from "@gir/errors"
import type { SimulatorConfig } from "../../config.ts"
import { urlOf } from "../../installation/node-environment.ts"
import { shippedScenario } from "../find-scenario.ts"
import type { Scenario } from "../scenario.ts"
import { openKeyPool } from "../world/key-pool.ts"
import { withStage } from "../world/open-stage.ts"
import { openButtonBox } from "./button-box.ts"
import { stepThrough } from "./step-through.ts"
import { openBoard } from "./walk-board.ts"
import { guestDesk, pressButton, summaries, type OpenWalk, type WalkDesk } from "./walk-desk.ts"

interface RehearsalDesk extends WalkDesk {
  /** Ends what is open. */
  close(): Promise<void>
}

interface Rehearsal extends OpenWalk {
  readonly scenario: Scenario
  readonly abort: AbortController
  /** Resolves when nothing of it is left; it never rejects. */
  readonly done: Promise<void>
}

export type Rehearse = (
  walk: OpenWalk & { readonly scenario: Scenario; readonly wanted: NewScenarioWalk },
  signal: AbortSignal,
) => Promise<void>

/**
 * The desk of a running installation: the console begins a rehearsal, beside it, and ends it.
 *
 * @param onFailure told why a rehearsal ended early.
 */
export function openRehearsalDesk(
  rehearse: Rehearse,
  onFailure: (error: unknown) => void,
): RehearsalDesk {
  let current: Rehearsal | null = null
  const opened = (): Rehearsal => {
    if (current !== null) return current
    throw new GirError("ERR_NOT_FOUND", "no scenario is being stepped through", {
      next: "Choose one under Scenarios > Step",
    })
  }
  const close = async (): Promise<void> => {
    const closing = current
    closing?.abort.abort()
    await closing?.done
    if (current === closing) current = null
  }
  return {
    scenarios: summaries,
    walk: () => ({ walk: current?.board.state() ?? null, canBegin: true }),
    begin: async (wanted) => {
      const scenario = await shipped(wanted.name)
      if (current !== null) throw alreadyOpen(current.scenario)
      current = start({ scenario, wanted, rehearse, onFailure })
    },
    press: (command) => pressButton(opened(), command),
    leave: async () => {
      opened()
      await close()
    },
    close,
  }
}

/** @returns no word of an error that is nobody's answer: what stands in it is not known. */
function reasonOf(error: unknown): string {
  const { code, message } = toGirError(error)
  return code === "ERR_INTERNAL" ? "the rehearsal ended on a defect" : `${code}: ${message}`
}

interface Start {
  readonly scenario: Scenario
  readonly wanted: NewScenarioWalk
  readonly rehearse: Rehearse
  readonly onFailure: (error: unknown) => void
}

function start({ scenario, wanted, rehearse, onFailure }: Start): Rehearsal {
  const { envelopeProfile } = wanted
  const board = openBoard({ scenario, envelopeProfile, canEnd: true })
  const box = openButtonBox()
  const abort = new AbortController()
  const done = rehearse({ board, box, scenario, wanted }, abort.signal).then(
    () => board.ended(),
    (error: unknown) => {
      if (abort.signal.aborted) return board.ended()
      board.failed(reasonOf(error))
      onFailure(error)
    },
  )
  return { scenario, board, box, abort, done }
}

/** Walks through a scenario on an installation of its own. */
export function rehearseOnStage(config: SimulatorConfig): Rehearse {
  return ({ board, box, scenario, wanted }, signal) => {
    const { envelopeProfile } = wanted
    // Its own console shows the steps, too: there the objects themselves are at hand.
    const desk = guestDesk({ board, box })
    const nextCommand = () => {
      board.waiting()
      return box.take(signal)
    }
    // These two are keys of the terminal; the console has pages for them.
    const notHere = async (): Promise<void> => undefined
    const options = { config, envelopeProfile, keys: openKeyPool(), signal, desk }
    return withStage(options, async (stage) => {
      const { nodes, secrets } = stage.installation
      board.open({ url: urlOf(nodes, "gax"), usersFile: secrets.usersFile })
      const walk = { stage, scenario, seed: scenario.seed, signal, view: board, nextCommand }
      await stepThrough({ ...walk, from: 1, inspect: notHere, play: notHere })
    })
  }
}

async function shipped(name: string): Promise<Scenario> {
  const scenario = await shippedScenario(name)
  if (scenario !== null) return scenario
  throw new GirError("ERR_NOT_FOUND", `there is no scenario ${name}`, {
    next: "npx gir scenario list",
  })
}

function alreadyOpen({ name }: Scenario): GirError {
  return new GirError("ERR_CONFLICT", `${name} is being stepped through`, {
    next: "End that rehearsal first",
  })
}
