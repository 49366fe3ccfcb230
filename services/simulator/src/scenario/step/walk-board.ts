import type { EnvelopeProfile, ScenarioWalk, WalkMedia, WalkStep } from "@gir/contracts"
import { policyWords } from "../policy.ts"
import type { Scenario } from "../scenario.ts"
import { dataPathAt } from "./data-path.ts"
import { stepTexts, type ShownStep } from "./step-texts.ts"
import type { WalkView } from "./walk.ts"

/** What the console shows of a walk: each step stays to be looked at again. */
export interface WalkBoard extends WalkView {
  state(): ScenarioWalk
  isAtEnd(): boolean
  /** The rehearsal's own console has started. */
  open(console: NonNullable<ScenarioWalk["console"]>): void
  /** Somebody may press a button. */
  waiting(): void
  ended(): void
  /** @param reason told to an administrator: no secret stands in it. */
  failed(reason: string): void
}

export interface BoardOptions {
  readonly scenario: Scenario
  readonly envelopeProfile: EnvelopeProfile
  /** False where a terminal has begun the walk, and ends it. */
  readonly canEnd: boolean
}

const NEW_WORLD = "a profile, a CA and clocks of its own are made ready"
const SET_UP = "set-up: an installation of its own is starting"

export function openBoard({ scenario, envelopeProfile, canEnd }: BoardOptions): WalkBoard {
  const { name, title, proves, steps } = scenario
  const stepNames = steps.map((step) => step.name)
  let state: ScenarioWalk = {
    name,
    title,
    proves,
    envelopeProfile,
    policy: "",
    phase: "working",
    says: SET_UP,
    stepNames,
    steps: [],
    media: [],
    verdict: null,
    console: null,
    canEnd,
  }
  const change = (changed: Partial<ScenarioWalk>): void => {
    state = { ...state, ...changed }
  }
  return {
    state: () => state,
    isAtEnd: () => state.steps.length === stepNames.length,
    open: (console) => change({ console }),
    waiting: () => change({ phase: "waiting", says: "" }),
    ended: () => change({ phase: "ended", says: "" }),
    failed: (says) => change({ phase: "failed", says }),
    begun: (policy) =>
      change({
        policy: policyWords(policy),
        steps: [],
        media: [],
        verdict: null,
        phase: "working",
        says: NEW_WORLD,
      }),
    working: (says) => change({ phase: "working", says }),
    shown: (shown) => {
      const step = stepOf(shown)
      if (step === null) return
      const media = shown.facts.media.map((one) => mediaOf(one, shown))
      change({ steps: [...state.steps, step], media, verdict: shown.run.verdict })
    },
    say: (says) => change({ says }),
  }
}

function stepOf(shown: ShownStep): WalkStep | null {
  const texts = stepTexts(shown)
  if (texts === null) return null
  const { basis, do: done, checks, whatIf, ...rest } = texts
  return {
    ...rest,
    basis: [...basis],
    do: [...done],
    checks: [...checks],
    whatIf: [...whatIf],
    path: dataPathAt(shown.facts, texts.number),
  }
}

function mediaOf(media: ShownStep["facts"]["media"][number], { run }: ShownStep): WalkMedia {
  const { mediaId, recordingId, kind, group, recipients } = media
  const verdicts = run.cells
    .filter((cell) => cell.mediaId === mediaId)
    .map(({ step, status, isHeld, code, openedBy }) => ({ step, status, isHeld, code, openedBy }))
  return { mediaId, recordingId, kind, group, recipients: [...recipients], verdicts }
}
