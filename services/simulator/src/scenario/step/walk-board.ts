import type { EnvelopeProfile, ScenarioWalk, WalkMedia, WalkStep } from "@gir/contracts"
import { policyWords, type Policy } from "../policy.ts"
import type { Scenario } from "../scenario.ts"
import { dataPathAt } from "./data-path.ts"
import { slidesOf, switchesOf } from "./presented.ts"
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

type Change = (changed: Partial<ScenarioWalk>) => void

export function openBoard(options: BoardOptions): WalkBoard {
  let state = newWalk(options)
  const change: Change = (changed) => {
    state = { ...state, ...changed }
  }
  const steps = openSteps(() => state, change)
  return {
    state: () => state,
    isAtEnd: () => state.steps.length === state.stepNames.length,
    open: (console) => change({ console }),
    waiting: () => {
      steps.settle()
      change({ phase: "waiting", says: "" })
    },
    ended: () => change({ phase: "ended", says: "" }),
    failed: (says) => change({ phase: "failed", says }),
    begun: (policy, aim) => {
      steps.begun(policy, aim)
      change({ phase: "working", ...(aim === "rehearsal" ? { says: NEW_WORLD } : {}) })
    },
    working: (says) => change({ phase: "working", says }),
    shown: (shown, isStop) => steps.shown(shown, isStop),
    say: (says) => change({ says }),
  }
}

function newWalk({ scenario, envelopeProfile, canEnd }: BoardOptions): ScenarioWalk {
  const { name, title, proves, steps } = scenario
  return {
    name,
    title,
    proves,
    envelopeProfile,
    policy: "",
    switches: switchesOf(scenario),
    phase: "working",
    says: SET_UP,
    stepNames: steps.map((step) => step.name),
    steps: [],
    slides: slidesOf(scenario),
    media: [],
    verdict: null,
    console: null,
    canEnd,
  }
}

type Shown = Pick<ScenarioWalk, "steps" | "media" | "verdict">

const NOTHING: Shown = { steps: [], media: [], verdict: null }

/**
 * Steps as they are done. While somebody asks "what if", those of before stay on the board: the
 * answer is pinned to the step, and what was done again takes their place when all of it is done.
 */
function openSteps(board: () => ScenarioWalk, change: Change) {
  let policy: Policy = {}
  let aim: Parameters<WalkView["begun"]>[1] = "rehearsal"
  let again: Shown = NOTHING
  const pin = (number: number, step: WalkStep): void => {
    const { changed, checks, path } = step
    const alternative = { policy: policyWords(policy), changed, checks, path }
    const steps = board().steps.map((one) => {
      if (one.number !== number) return one
      const others = one.alternatives.filter((each) => each.policy !== alternative.policy)
      return { ...one, alternatives: [...others, alternative] }
    })
    change({ steps })
  }
  return {
    begun: (next: Policy, why: typeof aim): void => {
      policy = next
      aim = why
      again = NOTHING
      if (why === "rehearsal") change({ ...NOTHING, policy: policyWords(next) })
    },
    shown: (shown: ShownStep, isStop: boolean): void => {
      const step = stepOf(shown)
      if (step === null) return
      if (aim === "alternative") {
        if (isStop) pin(step.number, step)
        return
      }
      const media = shown.facts.media.map((one) => mediaOf(one, shown))
      const { steps } = aim === "return" ? again : board()
      const next = { steps: [...steps, step], media, verdict: shown.run.verdict }
      if (aim === "return") again = next
      else change(next)
    },
    /** What was done again is shown in place of what was there. */
    settle: (): void => {
      if (aim !== "return") return
      aim = "rehearsal"
      const before = board().steps
      const steps = again.steps.map((step, index) => {
        return { ...step, alternatives: before[index]?.alternatives ?? [] }
      })
      change({ ...again, steps })
    },
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
    alternatives: [],
  }
}

function mediaOf(media: ShownStep["facts"]["media"][number], { run }: ShownStep): WalkMedia {
  const { mediaId, recordingId, kind, group, recipients } = media
  const verdicts = run.cells
    .filter((cell) => cell.mediaId === mediaId)
    .map(({ step, status, isHeld, code, openedBy }) => ({ step, status, isHeld, code, openedBy }))
  return { mediaId, recordingId, kind, group, recipients: [...recipients], verdicts }
}
