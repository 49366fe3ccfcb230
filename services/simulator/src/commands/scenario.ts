import type { EnvelopeProfile } from "@gir/contracts"
import { join, relative, resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { assertReplaceable, writeEvidence } from "../evidence/write-evidence.ts"
import { DEFAULT_SEED } from "../scenario/file/load-scenario.ts"
import { findScenarios, loadScenarioFile, shippedScenarios } from "../scenario/find-scenario.ts"
import { describeRun, planRuns, type PlannedRun } from "../scenario/plan-runs.ts"
import { runAll } from "../scenario/run-all.ts"
import type { Scenario } from "../scenario/scenario.ts"
import { scenarioEvidence } from "../scenario/scenario-evidence.ts"
import { brokenLines, endingLines, runLine } from "../scenario/scenario-text.ts"

/** Every scenario that ships. */
export async function scenarioListCommand(
  { json }: { readonly json: boolean },
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const scenarios = await shippedScenarios()
  if (json) {
    const rows = scenarios.map(({ number, name, title, proves, source, basis, policy, steps }) => ({
      number,
      name,
      title,
      proves,
      source,
      basis,
      policy,
      steps: steps.length,
    }))
    const document = {
      schema: "gir.scenarios/1",
      verdict: "held",
      exitCode: 0,
      scenarios: rows,
      errors: [],
    }
    terminal.out(JSON.stringify(document, null, 2))
    return EXIT.held
  }
  const rows = scenarios.map(({ number, name, title, basis }) => [
    String(number ?? ""),
    name,
    basis.join(" "),
    title,
  ])
  for (const line of alignColumns([["#", "Scenario", "Basis", "Title"], ...rows]))
    terminal.out(line)
  return EXIT.held
}

/**
 * Checks a scenario file: schema, words and names.
 *
 * @throws ERR_CLI_FILE_INVALID with every problem, ERR_CLI_INPUT_UNREADABLE
 */
export async function scenarioLintCommand(
  file: string,
  { json }: { readonly json: boolean },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const { name, steps } = await loadScenarioFile(file, folder)
  if (json) {
    terminal.out(
      JSON.stringify({
        schema: "gir.scenario-lint/1",
        verdict: "held",
        exitCode: 0,
        name,
        errors: [],
      }),
    )
  } else terminal.out(`${terminal.symbol("held")} ${file}: ${name}, ${steps.length} steps`)
  return EXIT.held
}

export interface ScenarioRunOptions {
  readonly report?: string
  readonly profile: EnvelopeProfile | "both"
  readonly seed?: number
  readonly json: boolean
}

/**
 * Runs scenarios, and says of each expectation whether it held.
 *
 * @throws ERR_CLI_FILE_INVALID, ERR_CLI_USAGE, ERR_CLI_OUTPUT_EXISTS, and what keeps an installation from starting.
 */
export async function scenarioRunCommand(
  name: string,
  options: ScenarioRunOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, clock, folder } = context
  const scenarios = await findScenarios(name, folder)
  const report = options.report === undefined ? null : resolve(folder, options.report)
  if (report !== null) await assertReplaceable(report)
  const profiles: readonly EnvelopeProfile[] =
    options.profile === "both" ? ["classic", "modern"] : [options.profile]
  const runs = planRuns(scenarios, profiles)
  const startMs = clock.monotonicMs()
  const evidence = scenarioEvidence(await runPlanned(runs, options, context), {
    scenarios,
    command: commandLine(name, options),
    seed: options.seed ?? seedOf(scenarios),
  })
  if (report !== null) await writeEvidence(report, evidence)
  if (options.json) terminal.out(JSON.stringify(evidence, null, 2))
  else {
    const elapsedMs = clock.monotonicMs() - startMs
    for (const run of evidence.runs) {
      for (const line of brokenLines(run, terminal)) terminal.out(line)
    }
    const shown = report === null ? null : relative(folder, join(report, "index.html"))
    for (const line of endingLines(evidence, { elapsedMs, report: shown }, terminal)) {
      terminal.out(line)
    }
  }
  return evidence.verdict === "broken" ? EXIT.broken : EXIT.held
}

interface RunHow {
  readonly seed?: number | null
  readonly json: boolean
  readonly report?: string
}

async function runPlanned(
  runs: readonly PlannedRun[],
  { seed = null, json, report }: RunHow,
  context: CommandContext,
) {
  const { terminal } = context
  const show = json ? terminal.err : terminal.out
  const status = (text: string): void => {
    if (terminal.isInteractive && !json) terminal.redraw(text)
  }
  status("set-up")
  try {
    return await runAll(runs, {
      ...context,
      seed,
      isOracleTested: report !== undefined,
      onProgress: (run, step) => status(`${describeRun(run)}: ${step}`),
      onRun: (_run, evidence) => {
        status("")
        show(runLine(evidence, terminal))
      },
    })
  } finally {
    status("")
  }
}

function seedOf(scenarios: readonly Scenario[]): number {
  const [first] = scenarios
  return scenarios.length === 1 && first !== undefined ? first.seed : DEFAULT_SEED
}

function commandLine(name: string, { profile, seed, report }: ScenarioRunOptions): string {
  const given = [
    profile === "both" ? "" : ` --profile ${profile}`,
    seed === undefined ? "" : ` --seed ${seed}`,
    report === undefined ? "" : ` --report ${report}`,
  ]
  return `npx gir scenario run ${name}${given.join("")}`
}
