import type {
  Evidence,
  EvidenceCounts,
  EvidenceRun,
  PreflightFinding,
  Verdict,
} from "./evidence.ts"

export interface SumUpOptions {
  readonly preflight?: readonly PreflightFinding[]
  /** What is not proved is then as bad as what is broken. */
  readonly requireProof?: boolean
}

export type Summary = Pick<Evidence, "verdict" | "exitCode" | "counts" | "sentence">

/** The head of the document: the verdict is the worst of its parts. */
export function sumUp(
  runs: readonly EvidenceRun[],
  { preflight = [], requireProof = false }: SumUpOptions = {},
): Summary {
  const counts = countRuns(runs)
  const isBroken = counts.broken > 0 || preflight.some(({ status }) => status === "broken")
  const isOpen = preflight.some(({ status }) => status === "notProved")
  const isUnproved = counts.notProved > 0 || counts.expectations === 0 || isOpen
  const verdict: Verdict = isBroken ? "broken" : isUnproved ? "notProved" : "held"
  const isBad = isBroken || (isUnproved && requireProof)
  return { verdict, exitCode: isBad ? 1 : 0, counts, sentence: sentenceOf(runs, counts, preflight) }
}

/** @returns the verdict of one run: the worst of its cells and expectations. */
export function verdictOf(run: Pick<EvidenceRun, "cells" | "steps">): Verdict {
  const { broken, notProved } = countRuns([run])
  if (broken > 0) return "broken"
  return notProved > 0 ? "notProved" : "held"
}

/** Every cell is an expectation, and so is every line of a step's `expect`. */
export function countRuns(runs: readonly Pick<EvidenceRun, "cells" | "steps">[]): EvidenceCounts {
  const cells = runs.flatMap((run) => run.cells)
  const said = runs.flatMap((run) => run.steps.flatMap((step) => step.expectations))
  const unproved = cells.filter((cell) => cell.isHeld && cell.status === "notProved").length
  const brokenCells = cells.filter((cell) => !cell.isHeld).length
  const notProved = unproved + said.filter(({ status }) => status === "notProved").length
  const broken = brokenCells + said.filter(({ status }) => status === "broken").length
  const expectations = cells.length + said.length
  return {
    expectations,
    held: expectations - notProved - broken,
    broken,
    notProved,
    plays: cells.filter(({ status }) => status === "plays").length,
    fails: cells.filter(({ status }) => status === "fails").length,
    refused: said.filter(({ kind }) => kind === "refused").length,
  }
}

function sentenceOf(
  runs: readonly EvidenceRun[],
  counts: EvidenceCounts,
  preflight: readonly PreflightFinding[],
): string {
  const [only, another] = runs
  const first =
    only !== undefined && another === undefined ? recordingsSentence(only) : runsSentence(runs)
  const broken = preflight.filter(({ status }) => status === "broken").length
  const parts = [
    first,
    ...(counts.broken > 0 ? [`${counts.broken} of ${counts.expectations} expectations broke`] : []),
    ...(broken > 0 ? [`the preflight found ${plural(broken, "error")}`] : []),
  ]
  return parts.join("; ")
}

function runsSentence(runs: readonly EvidenceRun[]): string {
  if (runs.length === 0) return "nothing was rehearsed"
  const held = runs.filter(({ verdict }) => verdict === "held").length
  return `${held} of ${plural(runs.length, "run")} held`
}

/** "20 of 40 recordings are proved to play after the rotation; 20 are not proved: no key for B". */
function recordingsSentence({ name, media, cells, steps }: EvidenceRun): string {
  const last = cells.filter(({ step }) => step === steps.length)
  const recordingOf = new Map(media.map((one) => [one.mediaId, one.recordingId]))
  const all = new Set(media.map(({ recordingId }) => recordingId))
  const idsOf = (status: string): ReadonlySet<string> =>
    new Set(
      last
        .filter((cell) => cell.status === status)
        .map(({ mediaId }) => recordingOf.get(mediaId) ?? mediaId),
    )
  if (all.size === 0) return "no recording was made, so none is proved to play"
  const when = name.includes("rotation") ? "after the rotation" : "after the last step"
  const failing = idsOf("fails")
  const unproved = [...idsOf("notProved")].filter((id) => !failing.has(id))
  const playing = all.size - failing.size - unproved.length
  const reasons = new Set(
    last.flatMap(({ status, reason }) =>
      status === "notProved" && reason !== null ? [reason] : [],
    ),
  )
  const parts = [`${playing} of ${plural(all.size, "recording")} are proved to play ${when}`]
  if (failing.size > 0)
    parts.push(failing.size === 1 ? "1 does not play" : `${failing.size} do not play`)
  if (unproved.length > 0) {
    const why = reasons.size > 0 ? `: ${[...reasons].join(", ")}` : ""
    parts.push(`${unproved.length} ${unproved.length === 1 ? "is" : "are"} not proved${why}`)
  }
  return parts.join("; ")
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}
