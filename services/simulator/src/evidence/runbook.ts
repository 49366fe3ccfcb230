import type { EvidenceRun } from "./evidence.ts"

/** One thing to do on the day, in the guide's menu paths. */
export interface RunbookStep {
  readonly title: string
  readonly date: string
  readonly explain: string
  /** What an administrator clicks; nothing in a step that is only waited for. */
  readonly acts: readonly string[]
  readonly checks: readonly string[]
}

/** The day's steps, as they were rehearsed. */
export function runbookSteps({ steps }: EvidenceRun): readonly RunbookStep[] {
  return steps.map(({ name, at, explain, guide, expectations }, index) => ({
    title: `${index + 1} ${name}`,
    date: at.slice(0, 10),
    explain: oneLine(explain),
    acts: guide === null ? [] : [oneLine(guide)],
    checks: expectations.map(({ kind, expected }) => `${kind}: ${expected}`),
  }))
}

/** A page to print and tick off. */
export function runbookMarkdown(run: EvidenceRun, command: string): string {
  const steps = runbookSteps(run).map(({ title, date, explain, acts, checks }) =>
    [
      `## ${title}, not before ${date}`,
      explain,
      acts.length > 0 ? acts.map((act) => `- [ ] ${act}`).join("\n") : "Nothing to click.",
      checks.length > 0
        ? ["Check:", "", ...checks.map((check) => `- [ ] ${check}`)].join("\n")
        : "",
    ]
      .filter((part) => part !== "")
      .join("\n\n"),
  )
  const intro = "Rehearsed on a simulator, not on your installation. Again: "
  return `${[`# Runbook: ${oneLine(run.title)}`, `${intro}\`${command}\``, ...steps].join("\n\n")}\n`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim()
}
