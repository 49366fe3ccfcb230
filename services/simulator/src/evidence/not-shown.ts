import type { Evidence } from "./evidence.ts"

/** What holds for every rehearsal: it is not the installation that it stands for. */
const ALWAYS = [
  "Your production system: everything ran on a simulator of it, on recordings made for this run.",
  "Revocation lists and OCSP: GIR does not ask for them, and nobody did here.",
] as const

/** What the evidence does not say, sentence by sentence: a gap must be told as loudly as a proof. */
export function notShown(evidence: Evidence): readonly string[] {
  const { runs, leftOut = [], oracleTests = [], census } = evidence
  const reasons = new Map<string, number>()
  for (const { status, reason } of runs.flatMap((run) => run.cells)) {
    if (status !== "notProved") continue
    const why = reason ?? "it could not be checked"
    reasons.set(why, (reasons.get(why) ?? 0) + 1)
  }
  const cells = [...reasons].map(([why, count]) => `${count} cells are not proved: ${why}.`)
  const lost = census?.cannotBeOpened.count ?? 0
  const stored =
    census === undefined || lost === 0
      ? []
      : [`${lost} stored recordings of ${census.folder} open with no key of the plan (section 4).`]
  const untested = oracleTests.length > 0 ? [] : ["The oracle itself was not tested in this run."]
  return [...cells, ...stored, ...leftOut, ...untested, ...ALWAYS]
}
