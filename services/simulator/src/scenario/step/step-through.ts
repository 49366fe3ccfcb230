import type { EvidenceRun } from "../../evidence/evidence.ts"
import type { ScenarioRun } from "../run-scenario.ts"
import { Walk, type WalkOptions } from "./walk.ts"

/** What somebody wants of a walk; `finish` runs to the end and leaves. */
export type StepCommand =
  | "next"
  | "back"
  | "end"
  | "finish"
  | "inspect"
  | "play"
  | "whatIf"
  | "leave"

export interface StepOptions extends WalkOptions {
  /** The step to begin at, from 1: those before it are run without a stop. */
  readonly from: number
  readonly nextCommand: () => Promise<StepCommand>
  /** Shows the envelope of the newest recording. */
  readonly inspect: (run: ScenarioRun) => Promise<void>
  /** Plays the newest recording, and says what came of it. */
  readonly play: (run: ScenarioRun) => Promise<void>
}

export interface StepEnding {
  readonly run: EvidenceRun
  /** The step that a person would come back to; null at the end. */
  readonly from: number | null
}

/** Walks through a scenario, as a person's keys and buttons say. */
export async function stepThrough(options: StepOptions): Promise<StepEnding> {
  const walk = new Walk(options)
  try {
    await walk.begin(options.from)
    for (;;) {
      const command = await options.nextCommand()
      if (isLast(command, walk)) return await ending(command, walk)
      await obey(command, walk, options)
    }
  } finally {
    await walk.end()
  }
}

function isLast(command: StepCommand, walk: Walk): boolean {
  return command === "leave" || command === "finish" || (command === "next" && walk.isAtEnd())
}

async function ending(command: StepCommand, walk: Walk): Promise<StepEnding> {
  if (command === "finish") await walk.runToEnd()
  return { run: await walk.judged(), from: walk.isAtEnd() ? null : walk.done }
}

async function obey(
  command: StepCommand,
  walk: Walk,
  { inspect, play }: Pick<StepOptions, "inspect" | "play">,
): Promise<void> {
  if (command === "next") await walk.next()
  else if (command === "back") await walk.begin(1)
  else if (command === "end") await walk.runToEnd()
  else if (command === "whatIf") await walk.whatIf()
  else if (command === "inspect") await inspect(walk.opened())
  else if (command === "play") await play(walk.opened())
}
