import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { loadLabFile, shippedLabs } from "../lab/find-lab.ts"
import { withLab, type LabClient } from "../lab/lab-client.ts"
import {
  doneLines,
  hintLines,
  reportLines,
  resetLines,
  solutionLines,
  statusLines,
} from "../lab/lab-text.ts"
import type { Terminal } from "../cli/terminal.ts"

export interface LabCommandOptions {
  readonly state: string
  readonly json: boolean
}

/** Every lab that ships. */
export async function labListCommand(
  { json }: { readonly json: boolean },
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const labs = await shippedLabs()
  if (json) {
    const rows = labs.map(({ number, name, title, goal, proves, source, tasks, causes }) => ({
      number,
      name,
      title,
      goal,
      proves,
      source,
      tasks: tasks.length,
      causes: causes.length,
    }))
    terminal.out(JSON.stringify({ ...documentHead("gir.labs/1"), labs: rows, errors: [] }, null, 2))
    return EXIT.held
  }
  const rows = labs.map(({ number, name, title, tasks }) => [
    String(number ?? ""),
    name,
    String(tasks.length),
    title,
  ])
  for (const line of alignColumns([["#", "Lab", "Tasks", "Title"], ...rows])) terminal.out(line)
  return EXIT.held
}

/**
 * Checks lab files; those that ship when none is named.
 *
 * @throws ERR_CLI_FILE_INVALID with every problem, ERR_CLI_INPUT_UNREADABLE
 */
export async function labLintCommand(
  files: readonly string[],
  { json }: { readonly json: boolean },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const labs = []
  if (files.length === 0) labs.push(...(await shippedLabs()))
  for (const file of files) labs.push(await loadLabFile(file, folder))
  if (json) {
    const names = labs.map(({ name }) => name)
    terminal.out(JSON.stringify({ ...documentHead("gir.lab-lint/1"), labs: names, errors: [] }))
    return EXIT.held
  }
  for (const { name, tasks, causes } of labs) {
    const behind = causes.length === 1 ? "" : `, ${causes.length} causes`
    terminal.out(`${terminal.symbol("held")} ${name}: ${tasks.length} tasks${behind}`)
  }
  return EXIT.held
}

function documentHead(schema: string) {
  return { schema, verdict: "held", exitCode: EXIT.held }
}

/** What the lab is about, and how far it is. */
export function labStatusCommand(
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, { name: "status", ask: (lab) => lab.status(), lines: statusLines })
}

/** Asks the real system about every task; exit code 1 while one is open. */
export function labCheckCommand(
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, {
    name: "check",
    ask: (lab) => lab.check(),
    lines: reportLines,
    isHeld: ({ isSolved }) => isSolved,
  })
}

/** The next hint for the first open task. */
export function labHintCommand(
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, { name: "hint", ask: (lab) => lab.hint(), lines: hintLines })
}

/** Does one thing after the other; exit code 1 when the product refuses one. */
export function labDoCommand(
  actions: readonly string[],
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, {
    name: "do",
    ask: (lab) => lab.act(actions),
    lines: doneLines,
    isHeld: ({ refusals }) => refusals.length === 0,
  })
}

/** Begins anew and does what the lab's solution says. */
export function labSolveCommand(
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, {
    name: "solve",
    ask: (lab) => lab.solve(),
    lines: solutionLines,
    isHeld: ({ report }) => report.isSolved,
  })
}

/** Back to the start, whatever was done to the installation. */
export function labResetCommand(
  options: LabCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return ask(options, context, { name: "reset", ask: (lab) => lab.reset(), lines: resetLines })
}

interface Question<T> {
  readonly name: string
  readonly ask: (lab: LabClient) => Promise<T>
  readonly lines: (answer: T, terminal: Terminal) => readonly string[]
  readonly isHeld?: (answer: T) => boolean
}

async function ask<T extends object>(
  { state, json }: LabCommandOptions,
  context: CommandContext,
  question: Question<T>,
): Promise<ExitCode> {
  const { terminal } = context
  const answer = await withLab(state, context, question.ask)
  const isHeld = question.isHeld?.(answer) ?? true
  const exitCode = isHeld ? EXIT.held : EXIT.broken
  if (json) {
    const verdict = isHeld ? "held" : "broken"
    const head = { schema: `gir.lab-${question.name}/1`, verdict, exitCode }
    terminal.out(JSON.stringify({ ...head, ...answer, errors: [] }, null, 2))
  } else for (const line of question.lines(answer, terminal)) terminal.out(line)
  return exitCode
}
