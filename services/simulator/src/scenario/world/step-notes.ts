import { GirError } from "@gir/errors"
import type { CallFact, MuxFact, RefusalFact } from "../facts.ts"

/** What a step meets while it runs. */
export interface StepNotes {
  /** From 1. */
  readonly step: number
  readonly refusals: RefusalFact[]
  readonly calls: CallFact[]
  readonly muxes: MuxFact[]
  /** Calls that are still being held; the step ends when they have. */
  readonly live: Promise<void>[]
  /** What the product said beside its answer, such as the notices of an upload. */
  readonly notices: string[]
}

export function newNotes(step: number): StepNotes {
  return { step, refusals: [], calls: [], muxes: [], live: [], notices: [] }
}

/** The machine room is at fault, and no component of the product said no. */
const NO_ANSWER = /^ERR_(?:INTERNAL|DATABASE_|QUEUE_|CLI_)/

/** @throws the error itself when it is no answer of the product. */
export function noteRefusal(
  error: unknown,
  refused: Pick<RefusalFact, "verb" | "subject">,
  notes: StepNotes,
): void {
  if (!(error instanceof GirError) || NO_ANSWER.test(error.code)) throw error
  const { code, message: reason, next: remedy } = error
  notes.refusals.push({ ...refused, code, reason, remedy })
}
