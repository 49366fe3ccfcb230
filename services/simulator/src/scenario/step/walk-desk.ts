import type {
  NewScenarioWalk,
  ScenarioSummary,
  ScenarioWalkOrNone,
  WalkRequest,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { shippedScenarios } from "../find-scenario.ts"
import type { Scenario } from "../scenario.ts"
import type { ButtonBox } from "./button-box.ts"
import type { WalkBoard } from "./walk-board.ts"

/** Where the console asks for a walk: one at a time. */
export interface WalkDesk {
  scenarios(): Promise<ScenarioSummary[]>
  walk(): ScenarioWalkOrNone
  /** @throws ERR_CONFLICT while there is one, ERR_NOT_FOUND for a name that no scenario has. */
  begin(wanted: NewScenarioWalk): Promise<void>
  /** @throws ERR_NOT_FOUND without a walk, ERR_CONFLICT while it is at work, and beyond its end. */
  press(command: WalkRequest["command"]): void
  /** Ends the walk and its installation. @throws ERR_NOT_FOUND, ERR_CONFLICT */
  leave(): Promise<void>
}

export interface OpenWalk {
  readonly board: WalkBoard
  readonly box: ButtonBox
}

/** The desk of a walk that a terminal has begun: the console goes along, and the terminal ends it. */
export function terminalDesk(walk: OpenWalk, next = "Press q in that terminal"): WalkDesk {
  return sharedDesk(walk, { who: "a terminal has begun this rehearsal, and ends it", next })
}

/** The desk in the rehearsal's own console, when another console has begun it. */
export function guestDesk(walk: OpenWalk): WalkDesk {
  return sharedDesk(walk, {
    who: "another console has begun this rehearsal, and ends it",
    next: "End it there: Scenarios > End rehearsal",
  })
}

/** The desk of an installation that has no room for another one beside it. */
export const noWalkDesk: WalkDesk = {
  scenarios: summaries,
  walk: () => ({ walk: null, canBegin: false }),
  begin: async () => {
    throw new GirError("ERR_CONFLICT", "scenarios are not rehearsed from here", {
      next: "npx gir scenario run NAME --step",
    })
  },
  press: noWalk,
  leave: async () => noWalk(),
}

function noWalk(): never {
  throw new GirError("ERR_NOT_FOUND", "no scenario is being stepped through", {
    next: "npx gir scenario run NAME --step",
  })
}

function sharedDesk(
  { board, box }: OpenWalk,
  { who, next }: { readonly who: string; readonly next: string },
): WalkDesk {
  const refuse = async (): Promise<never> => {
    throw new GirError("ERR_CONFLICT", who, { next })
  }
  return {
    scenarios: summaries,
    walk: () => ({ walk: { ...board.state(), canEnd: false }, canBegin: false }),
    begin: refuse,
    press: (command) => pressButton({ board, box }, command),
    leave: refuse,
  }
}

/** @throws ERR_CONFLICT */
export function pressButton({ board, box }: OpenWalk, command: WalkRequest["command"]): void {
  if ((command === "next" || command === "end") && board.isAtEnd()) {
    throw new GirError("ERR_CONFLICT", "the rehearsal is at its end", { next: "Back to start" })
  }
  box.press(command)
}

export async function summaries(): Promise<ScenarioSummary[]> {
  return (await shippedScenarios()).map(summaryOf)
}

function summaryOf({ name, number, title, proves, basis, steps }: Scenario): ScenarioSummary {
  return { name, number, title, proves, basis: [...basis], steps: steps.length }
}
