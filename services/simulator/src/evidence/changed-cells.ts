import { isDeepStrictEqual } from "node:util"
import type { Evidence, EvidenceCell, EvidenceRun } from "./evidence.ts"
import { runName } from "./page-words.ts"

/** Tells of a cell whether it came out otherwise in the run before. */
export type HasChanged = (run: EvidenceRun, cell: EvidenceCell) => boolean

/**
 * Compares a rehearsal with the one before it: the same seed records the same media files. A cell
 * that was not there before has not changed.
 */
export function changesSince(before: Evidence | null): HasChanged {
  const outcomes = new Map<string, unknown>()
  for (const run of before?.runs ?? []) {
    for (const cell of run.cells) outcomes.set(keyOf(run, cell), outcomeOf(cell))
  }
  return (run, cell) => {
    const key = keyOf(run, cell)
    return outcomes.has(key) && !isDeepStrictEqual(outcomes.get(key), outcomeOf(cell))
  }
}

function keyOf(run: EvidenceRun, { mediaId, step }: EvidenceCell): string {
  return `${runName(run)}\n${mediaId}\n${step}`
}

function outcomeOf({ status, isHeld, code }: EvidenceCell): readonly unknown[] {
  return [status, isHeld, code]
}
