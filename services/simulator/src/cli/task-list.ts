import type { Clock } from "@gir/sim"
import type { Terminal } from "./terminal.ts"

/** Live progress of a command's steps: one line each, with its duration. */
export interface TaskList {
  /**
   * Runs a step and shows it: a moving line on a terminal, plain lines in a pipe.
   *
   * @param work returns the sentence that says what the step did.
   * @throws whatever `work` throws, after the step is shown as broken.
   */
  step(title: string, work: (progress: Progress) => Promise<string>): Promise<void>
  /** Total time since the list was opened, in milliseconds. */
  elapsedMs(): number
}

/** Says what a running step is at: "verify 17 of 29". */
export type Progress = (detail: string) => void

interface TaskListOptions {
  readonly terminal: Terminal
  readonly clock: Clock
  /** Already spent when the list is opened: installing, building. */
  readonly spentMs: number
  /** Progress goes to standard error, so that results stay alone on standard output. */
  readonly toStderr: boolean
  readonly hasMotion: boolean
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
const FRAME_MS = 100
/** A step that takes longer than this says in a pipe that it still works. */
const STILL_WORKING_MS = 10_000
const TITLE_COLUMNS = 11
const TEXT_COLUMNS = 73

export function openTaskList(options: TaskListOptions): TaskList {
  const { terminal, clock, spentMs } = options
  const openedMs = clock.monotonicMs() - spentMs
  const elapsedMs = (): number => clock.monotonicMs() - openedMs
  const show = options.toStderr ? terminal.err : terminal.out
  const run = terminal.isInteractive && !options.toStderr ? onTerminal : inPipe
  let stepStartMs = 0
  return {
    elapsedMs,
    step: async (title, work) => {
      const startMs = stepStartMs
      await run({ options, show, elapsedMs, startMs }, title, work)
      stepStartMs = elapsedMs()
    },
  }
}

interface Stage {
  readonly options: TaskListOptions
  readonly show: (text: string) => void
  readonly elapsedMs: () => number
  /** When the step began, on the list's own time. */
  readonly startMs: number
}

type Work = (progress: Progress) => Promise<string>

async function onTerminal(stage: Stage, title: string, work: Work): Promise<void> {
  const { terminal } = stage.options
  let detail = ""
  let frame = 0
  const draw = (): void => {
    const spinner = stage.options.hasMotion ? FRAMES[frame++ % FRAMES.length] : FRAMES[0]
    const line = `${spinner} ${title} ${detail} ${seconds(stage.elapsedMs() - stage.startMs)}`
    terminal.redraw(line)
  }
  const timer = setInterval(draw, FRAME_MS)
  const finish = (line: string): void => {
    clearInterval(timer)
    terminal.redraw("")
    stage.show(line)
  }
  try {
    draw()
    const sentence = await work((text) => void (detail = text))
    finish(doneLine(stage, title, sentence))
  } catch (error) {
    finish(`${terminal.symbol("broken")} ${title}`)
    throw error
  }
}

function doneLine(stage: Stage, title: string, sentence: string): string {
  const took = seconds(stage.elapsedMs() - stage.startMs)
  const text = `${title.padEnd(TITLE_COLUMNS)} ${sentence}`.padEnd(TEXT_COLUMNS + TITLE_COLUMNS)
  return `${stage.options.terminal.symbol("held")} ${text} ${took.padStart(8)}`
}

async function inPipe(stage: Stage, title: string, work: Work): Promise<void> {
  const name = title.toLowerCase().trim()
  const line = (word: string, text: string): void =>
    stage.show(`${seconds(stage.elapsedMs(), "").padStart(7)}s  ${word.padEnd(7)}  ${text}`)
  if (name === "set-up") stage.show(`${seconds(0, "").padStart(7)}s  ${"start".padEnd(7)}  set-up`)
  let detail = ""
  const timer = setInterval(
    () => line("working", detail === "" ? name : `${name}: ${detail}`),
    STILL_WORKING_MS,
  )
  try {
    const sentence = await work((text) => void (detail = text))
    line("ok", `${name}: ${sentence}`)
  } catch (error) {
    line("FAIL", name)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** Milliseconds as seconds with one decimal. */
export function seconds(ms: number, unit = " s"): string {
  return `${(ms / 1_000).toFixed(1)}${unit}`
}
