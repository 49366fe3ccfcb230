import type { EvidenceCell } from "../evidence/evidence.ts"
import type { MediaFact, RunFacts, StepFacts } from "./facts.ts"
import { isCellHeld, isUnprovable, type CellExpectation } from "./expectations/playback.ts"
import { selectMedia, type Selection } from "./expectations/recorded-groups.ts"
import { isMeantFor, type Policy } from "./policy.ts"
import type { Expectation, Scenario } from "./scenario.ts"

export interface CellQuestion {
  readonly scenario: Scenario
  readonly facts: RunFacts
  readonly policy: Policy
}

/**
 * Every media file at every step. One that a step says nothing of must be as it was; a new one must
 * play: that is what recording is for.
 */
export function judgeCells({ scenario, facts, policy }: CellQuestion): EvidenceCell[] {
  const expected = new Map<string, CellExpectation>()
  return facts.steps.flatMap((step, index) => {
    const number = index + 1
    const said = (scenario.steps[index]?.expect ?? []).filter(({ when }) =>
      isMeantFor(when, policy),
    )
    for (const expectation of said) expectCells(expectation, { facts, number, expected })
    return facts.media
      .filter((media) => media.step <= number)
      .map((media) => cellOf(media, { facts, step, number, expected }))
  })
}

interface Expecting {
  readonly facts: RunFacts
  readonly number: number
  /** By media file: what was last said of it. */
  readonly expected: Map<string, CellExpectation>
}

function expectCells({ kind, params }: Expectation, { facts, number, expected }: Expecting): void {
  if (kind !== "plays" && kind !== "fails") return
  const { code = "" } = params as { code?: string }
  const outcome: CellExpectation = kind === "plays" ? { status: kind } : { status: kind, code }
  for (const { mediaId } of selectMedia(params as Selection, facts, number)) {
    expected.set(mediaId, outcome)
  }
}

interface Column extends Expecting {
  readonly step: StepFacts
}

function cellOf(media: MediaFact, { facts, step, number, expected }: Column): EvidenceCell {
  const { mediaId } = media
  if (isUnprovable(media, facts.withoutKey)) return unproved(media, number)
  const outcome = expected.get(mediaId) ?? { status: "plays" }
  const found = step.plays.get(mediaId)
  const isHeld = isCellHeld(outcome, found)
  const openedBy = found === undefined ? null : openerOf(media, found.openedBy)
  return {
    mediaId,
    step: number,
    status: found?.status ?? "notProved",
    expected: outcome.status,
    isHeld,
    code: found?.status === "fails" ? found.code : null,
    reason: found?.status === "fails" ? found.message : null,
    openedBy,
    fingerprint: found?.fingerprint ?? null,
  }
}

/** Only this certificate's key opens it, and nobody gave that key: nothing is claimed. */
function unproved({ mediaId, recipients }: MediaFact, step: number): EvidenceCell {
  const reason = `no key for ${recipients.join(", ")}`
  const base = { mediaId, step, code: null, reason, openedBy: null, fingerprint: null }
  return { ...base, status: "notProved", expected: "notProved", isHeld: true }
}

/** @returns the name of the recipient that has this serial number. */
function openerOf({ receipt, recipients }: MediaFact, serialNumber: string | null): string | null {
  if (serialNumber === null) return null
  const at = (receipt.protection?.recipients ?? []).findIndex(
    (one) => one.serialNumber === serialNumber,
  )
  return recipients[at] ?? serialNumber
}
