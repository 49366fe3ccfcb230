import { ERROR_CODES } from "@gir/errors"
import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import type { ErrorFacts } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import type { Evidence } from "../evidence/evidence.ts"
import { assertReplaceable, writeEvidence } from "../evidence/write-evidence.ts"
import { censusFindings, planCensus } from "../rotation/plan-census.ts"
import { planOpenssl } from "../rotation/plan-openssl.ts"
import type { Plan } from "../rotation/plan.ts"
import { runPreflight } from "../rotation/preflight.ts"
import { readPlan } from "../rotation/read-plan.ts"
import { planEvidence, rehearsePlan } from "../rotation/rehearse-plan.ts"
import * as lines from "../rotation/validate-lines.ts"

export interface RotationValidateOptions {
  readonly plan: string
  readonly report?: string
  readonly requireProof: boolean
  readonly json: boolean
}

/** Judges the plan's files, rehearses the rotation with them, and proves what plays. */
export async function rotationValidateCommand(
  options: RotationValidateOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, folder, signal } = context
  const report = options.report === undefined ? null : resolve(folder, options.report)
  if (report !== null) await assertReplaceable(report)
  const plan = await readPlan(options.plan, folder)
  const say = options.json ? (): void => undefined : terminal.out
  say(lines.inputLine(plan))
  const { preflight, census } = await judge(plan, context)
  for (const line of lines.preflightLines(preflight, terminal)) say(line)
  const onProgress = progress(options, context)
  const rehearsal = await rehearsePlan(plan, { ...context, preflight, onProgress })
  onProgress("")
  const { requireProof } = options
  const command = commandLine(options)
  const evidence = planEvidence(plan, { rehearsal, preflight, census, command, requireProof })
  signal.throwIfAborted()
  const files = report === null ? [] : await writeEvidence(report, evidence)
  if (options.json)
    terminal.out(JSON.stringify({ ...evidence, errors: errorsOf(evidence) }, null, 1))
  else conclude(evidence, { plan, report: options.report ?? null, files, command }, context)
  return evidence.exitCode === 0 ? EXIT.held : EXIT.broken
}

async function judge(plan: Plan, { terminal, signal }: CommandContext) {
  const complain = (what: string): void =>
    terminal.err(`${terminal.symbol("warning")} ${what}, and does not count`)
  const census = await planCensus(plan, { signal, complain })
  const findings = await runPreflight(plan, planOpenssl(plan))
  return { census, preflight: [...findings, ...censusFindings(census, plan)] }
}

/** A line that is written over, on a terminal; in a pipe the end is told, and nothing before it. */
function progress(
  { json }: RotationValidateOptions,
  { terminal }: CommandContext,
): (text: string) => void {
  if (json || !terminal.isInteractive) return () => undefined
  return (text) =>
    terminal.redraw(text === "" ? "" : `${terminal.symbol("running")} Rehearsal   ${text}`)
}

function conclude(evidence: Evidence, end: lines.EndOptions, { terminal }: CommandContext): void {
  const { runs, preflight, census } = evidence
  for (const run of runs) {
    terminal.out(lines.rehearsalLine(run))
    for (const line of lines.matrixLines(run, terminal)) terminal.out(line)
    for (const line of lines.brokenLines(run, terminal)) terminal.out(line)
  }
  for (const line of lines.stepWarningLines(preflight, terminal)) terminal.out(line)
  for (const path of (census?.cannotBeOpened.paths ?? []).slice(0, SHOWN_PATHS)) {
    terminal.out(`  ${path.replaceAll(/\p{C}/gu, "?")}`)
  }
  for (const line of lines.verdictLines(evidence, end.plan, terminal)) terminal.out(line)
  for (const line of lines.endLines(evidence, end)) terminal.out(line)
}

/** The rest of them is in the evidence. */
const SHOWN_PATHS = 10

function commandLine({ plan, report, requireProof }: RotationValidateOptions): string {
  const parts = [
    `npx gir rotation validate --plan ${plan}`,
    report === undefined ? "" : ` --report ${report}`,
    requireProof ? " --require-proof" : "",
  ]
  return parts.join("")
}

function errorsOf({ preflight, runs }: Evidence): readonly ErrorFacts[] {
  const judged = preflight.flatMap(({ status, code, message, file, mend }): ErrorFacts[] => {
    if (status !== "broken" || code === null) return []
    const { why, next } = ERROR_CODES[code]
    return [{ code, message, where: file, why, next: mend ?? next }]
  })
  const code = "ERR_CLI_EXPECTATION_BROKEN"
  const { why, next } = ERROR_CODES[code]
  const broken = runs.flatMap(({ steps }) =>
    steps.flatMap(({ expectations }) =>
      expectations
        .filter(({ status }) => status === "broken")
        .map(({ kind, expected, found, where, hint }): ErrorFacts => {
          const message = `${kind}: expected ${expected}, found ${found}`
          return { code, message, where, why, next: hint ?? next }
        }),
    ),
  )
  return [...judged, ...broken]
}
