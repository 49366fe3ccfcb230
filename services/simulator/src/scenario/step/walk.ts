import type { EvidenceRun } from "../../evidence/evidence.ts"
import { judgeRun } from "../judge-run.ts"
import { policyVariants, policyWords, type Policy } from "../policy.ts"
import { openRun, type ScenarioRun } from "../run-scenario.ts"
import type { Scenario } from "../scenario.ts"
import type { Stage } from "../world/stage.ts"
import type { ShownStep } from "./step-texts.ts"

type Aim = "rehearsal" | "alternative" | "return"

/** Whoever looks on while a scenario is walked through: a terminal, the console's page. */
export interface WalkView {
  /**
   * A rehearsal begins anew: nothing of an earlier one holds any more.
   *
   * @param aim why: `alternative` shows a step under another policy, `return` comes back from there.
   */
  begun(policy: Policy, aim: Aim): void
  /** Something is being done, such as `step 3 complete`. */
  working(words: string): void
  /** @param isStop whether the walk stops here for somebody to read. */
  shown(shown: ShownStep, isStop: boolean): void
  say(line: string): void
}

export interface WalkOptions {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly seed: number
  readonly signal: AbortSignal
  readonly view: WalkView
}

/** A scenario, done as far as somebody wants it. */
export class Walk {
  readonly #options: WalkOptions
  readonly #policies: readonly Policy[]
  #run: ScenarioRun | null = null
  #policy: Policy
  /** How often a run was opened: the recordings of each have ids of their own. */
  #attempts = 0
  #done = 0

  constructor(options: WalkOptions) {
    this.#options = options
    this.#policies = policyVariants(options.scenario.policy)
    this.#policy = this.#policies[0] ?? {}
  }

  /** The last step that was done, from 1. */
  get done(): number {
    return this.#done
  }

  /** Opens a run and goes on until `step` is done. */
  async begin(step: number, aim: Aim = "rehearsal"): Promise<void> {
    await this.end()
    const { stage, scenario, seed, signal, view } = this.#options
    const attempt = this.#attempts
    this.#attempts += 1
    const runId = `step-${attempt}`
    const policy = this.#policy
    view.begun(policy, aim)
    this.#run = await openRun({ stage, scenario, policy, seed, signal, runId, attempt })
    this.#done = 0
    while (this.#done < step) await this.next(this.#done + 1 === step)
  }

  async next(isStop = true): Promise<void> {
    const { scenario, view } = this.#options
    const name = scenario.steps[this.#done]?.name ?? ""
    view.working(`step ${this.#done + 1} ${name}`)
    const run = this.opened()
    await run.next()
    this.#done += 1
    const facts = await run.facts()
    view.shown({ scenario, facts, run: this.#judge(facts), policy: this.#policy }, isStop)
  }

  async runToEnd(): Promise<void> {
    while (!this.isAtEnd()) await this.next()
  }

  /** The same step under every other policy; then back to where the person was. */
  async whatIf(): Promise<void> {
    const { view } = this.#options
    const own = this.#policy
    const others = this.#policies.filter((policy) => policy !== own)
    if (others.length === 0) return view.say("no assumed switch plays a part in this scenario")
    const step = this.#done
    for (const policy of [...others, own]) {
      view.say(`${policy === own ? "Back under" : "What if"} ${policyWords(policy)}`)
      this.#policy = policy
      await this.begin(step, policy === own ? "return" : "alternative")
    }
  }

  async judged(): Promise<EvidenceRun> {
    return this.#judge(await this.opened().facts())
  }

  isAtEnd(): boolean {
    return this.opened().isAtEnd()
  }

  opened(): ScenarioRun {
    if (this.#run === null) throw new RangeError("no rehearsal is open")
    return this.#run
  }

  async end(): Promise<void> {
    const run = this.#run
    this.#run = null
    await run?.close()
  }

  #judge(facts: ShownStep["facts"]): EvidenceRun {
    const { scenario, stage, seed } = this.#options
    const { envelopeProfile } = stage
    return judgeRun({ scenario, facts, envelopeProfile, policy: this.#policy, seed, durationMs: 0 })
  }
}
