import { ERROR_CODES } from "@gir/errors"
import type {
  EvidenceCell,
  EvidenceExpectation,
  EvidenceMedia,
  EvidenceRefusal,
  EvidenceRun,
  EvidenceStep,
} from "../evidence/evidence.ts"
import type { EnvelopeProfile } from "@gir/contracts"
import { verdictOf } from "../evidence/sum-up.ts"
import { describeChanges } from "./describe-changes.ts"
import { judgeCells } from "./judge-cells.ts"
import { expectationOf } from "./expectations/expectation-table.ts"
import type { MediaFact, RunFacts, StepFacts } from "./facts.ts"
import { unexpectedRefusals } from "./judge-refusals.ts"
import { isMeantFor, type Policy } from "./policy.ts"
import type { Expectation, Scenario } from "./scenario.ts"

export interface JudgedRun {
  readonly scenario: Scenario
  readonly facts: RunFacts
  readonly envelopeProfile: EnvelopeProfile
  readonly policy: Policy
  readonly seed: number
  readonly durationMs: number
}

/** Holds what a run found out against what the scenario expects. Pure: it may be done again. */
export function judgeRun(run: JudgedRun): EvidenceRun {
  const { scenario, facts, policy } = run
  const steps = facts.steps.map((_, index) => judgeStep(run, index))
  const cells: EvidenceCell[] = judgeCells({ scenario, facts, policy })
  const { name, title, proves } = scenario
  return {
    name,
    title,
    proves,
    envelopeProfile: run.envelopeProfile,
    policy,
    seed: run.seed,
    verdict: verdictOf({ cells, steps }),
    durationMs: Math.round(run.durationMs),
    certificates: facts.certificates,
    media: facts.media.map((media) => mediaEvidence(media, facts)),
    steps,
    cells,
    refusals: facts.steps.flatMap(refusalsOf),
    faults: facts.faults,
  }
}

function judgeStep({ scenario, facts, policy }: JudgedRun, index: number): EvidenceStep {
  const step = facts.steps[index]
  const said = scenario.steps[index]
  if (step === undefined || said === undefined)
    throw new RangeError(`there is no step ${index + 1}`)
  const expectations = said.expect.flatMap((expectation, place) =>
    isMeantFor(expectation.when, policy)
      ? [judgeOne(expectation, { facts, step, number: index + 1, place })]
      : [],
  )
  return {
    name: step.name,
    explain: said.explain,
    guide: said.guide,
    at: step.at,
    actions: step.actions,
    changes: describeChanges(facts, index),
    expectations: [...expectations, ...unexpectedRefusals(said, step, policy)],
  }
}

interface Place {
  readonly facts: RunFacts
  readonly step: StepFacts
  readonly number: number
  readonly place: number
}

function judgeOne(
  { kind, params, basis, where }: Expectation,
  { facts, step, number, place }: Place,
): EvidenceExpectation {
  const judgement = expectationOf(kind).judge(params, {
    run: facts,
    step,
    number,
    probe: step.probes[place],
  })
  return { kind, basis, where, ...judgement }
}

function mediaEvidence(media: MediaFact, { certificates }: RunFacts): EvidenceMedia {
  const { mediaId, recordingId, kind, group, step, node, receipt, original, recipients } = media
  const sha256Of = (index: number): string | null =>
    certificates.find(({ name }) => name === recipients[index])?.sha256 ?? null
  return {
    mediaId,
    recordingId,
    kind,
    group,
    step,
    recordedAt: receipt.startTime,
    node,
    recipients: (receipt.protection?.recipients ?? []).map(({ issuer, serialNumber }, index) => ({
      issuer,
      serialNumber,
      sha256: sha256Of(index),
    })),
    original,
  }
}

function refusalsOf(step: StepFacts, index: number): EvidenceRefusal[] {
  const actions = step.refusals.map(({ verb, subject, code, reason, remedy }) => ({
    step: index + 1,
    what: `${verb} of ${subject}`,
    code,
    reason,
    remedy,
  }))
  const muxes = step.muxes.flatMap(({ group, code, message }) => {
    if (code === null) return []
    const { next: remedy } = ERROR_CODES[code]
    return [{ step: index + 1, what: `mux of ${group}`, code, reason: message ?? "", remedy }]
  })
  return [...actions, ...muxes]
}
