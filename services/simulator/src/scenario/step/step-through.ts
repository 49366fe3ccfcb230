import type { Clock } from "@gir/sim"
import type { Terminal } from "../../cli/terminal.ts"
import type { EvidenceRun } from "../../evidence/evidence.ts"
import { judgeRun } from "../judge-run.ts"
import { policyVariants, policyWords, type Policy } from "../policy.ts"
import { openRun, type ScenarioRun } from "../run-scenario.ts"
import type { Scenario } from "../scenario.ts"
import type { Stage } from "../world/stage.ts"
import { stepLines } from "./step-screen.ts"

export interface StepOptions {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly seed: number
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly terminal: Terminal
  /** The step to begin at, from 1: those before it are run without a stop. */
  readonly from: number
  /** Address of the console's page of a step. */
  readonly screenOf: (step: number) => string
  /** @returns the next key: `enter`, `b`, `e`, `i`, `p`, `w`, `q`; any other is not heard. */
  readonly nextKey: () => Promise<string>
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

/** Walks through a scenario, as a person's keys say. */
export async function stepThrough(options: StepOptions): Promise<StepEnding> {
  const walk = new Walk(options)
  try {
    await walk.begin(options.from)
    return await walk.go()
  } finally {
    await walk.end()
  }
}

class Walk {
  readonly #options: StepOptions
  readonly #policies: readonly Policy[]
  #run: ScenarioRun | null = null
  #policy: Policy
  /** How often a run was opened: the recordings of each have ids of their own. */
  #attempts = 0
  #done = 0

  constructor(options: StepOptions) {
    this.#options = options
    this.#policies = policyVariants(options.scenario.policy)
    this.#policy = this.#policies[0] ?? {}
  }

  /** Opens a run and goes on until `step` is done. */
  async begin(step: number): Promise<void> {
    await this.end()
    const { stage, scenario, seed, signal } = this.#options
    const attempt = this.#attempts
    this.#attempts += 1
    const runId = `step-${attempt}`
    const policy = this.#policy
    this.#run = await openRun({ stage, scenario, policy, seed, signal, runId, attempt })
    this.#done = 0
    while (this.#done < step) await this.#next()
    await this.#show()
  }

  async end(): Promise<void> {
    const run = this.#run
    this.#run = null
    await run?.close()
  }

  async go(): Promise<StepEnding> {
    for (;;) {
      const key = await this.#options.nextKey()
      if (key === "q")
        return { run: await this.#judged(), from: this.#isAtEnd() ? null : this.#done }
      if (key === "enter" && this.#isAtEnd()) return { run: await this.#judged(), from: null }
      if (key === "e") return this.#runToEnd()
      await this.#obey(key)
    }
  }

  async #obey(key: string): Promise<void> {
    const run = this.#opened()
    if (key === "enter") {
      await this.#next()
      await this.#show()
    } else if (key === "b") await this.begin(1)
    else if (key === "i") await this.#options.inspect(run)
    else if (key === "p") await this.#options.play(run)
    else if (key === "w") await this.#whatIf()
  }

  async #runToEnd(): Promise<StepEnding> {
    while (!this.#isAtEnd()) {
      await this.#next()
      await this.#show()
    }
    return { run: await this.#judged(), from: null }
  }

  /** The same step under every other policy; then back to where the person was. */
  async #whatIf(): Promise<void> {
    const { terminal } = this.#options
    const own = this.#policy
    const others = this.#policies.filter((policy) => policy !== own)
    if (others.length === 0) return terminal.out("no assumed switch plays a part in this scenario")
    const step = this.#done
    for (const policy of [...others, own]) {
      terminal.out(`${policy === own ? "Back under" : "What if"} ${policyWords(policy)}`)
      this.#policy = policy
      await this.begin(step)
    }
  }

  async #next(): Promise<void> {
    const { terminal, scenario } = this.#options
    const name = scenario.steps[this.#done]?.name ?? ""
    if (terminal.isInteractive) terminal.redraw(`step ${this.#done + 1} ${name}`)
    await this.#opened().next()
    this.#done += 1
    if (terminal.isInteractive) terminal.redraw("")
  }

  async #show(): Promise<void> {
    const { scenario, terminal, screenOf } = this.#options
    const shown = {
      scenario,
      run: await this.#judged(),
      policy: this.#policy,
      screen: screenOf(this.#done),
    }
    for (const line of stepLines(shown, terminal)) terminal.out(line)
  }

  async #judged(): Promise<EvidenceRun> {
    const { scenario, stage, seed } = this.#options
    const facts = await this.#opened().facts()
    const { envelopeProfile } = stage
    return judgeRun({ scenario, facts, envelopeProfile, policy: this.#policy, seed, durationMs: 0 })
  }

  #isAtEnd(): boolean {
    return this.#opened().isAtEnd()
  }

  #opened(): ScenarioRun {
    if (this.#run === null) throw new RangeError("no rehearsal is open")
    return this.#run
  }
}
