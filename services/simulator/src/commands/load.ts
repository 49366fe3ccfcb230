import { GirError } from "@gir/errors"
import { writeFile } from "node:fs/promises"
import { relative, resolve, join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import type { Terminal } from "../cli/terminal.ts"
import { assertReplaceable } from "../evidence/write-evidence.ts"
import { findProfile, shippedProfiles, shippedText } from "../load/profile/find-profile.ts"
import { endingLines, progressLines } from "../load/report/load-text.ts"
import { describeProfile } from "../load/report/make-document.ts"
import { LOAD_FILES, writeLoad } from "../load/report/write-load.ts"
import { runLoad } from "../load/run/run-load.ts"
import type { LoadProgress } from "../load/run/load-progress.ts"

export interface LoadRunOptions {
  readonly report?: string
  readonly json: boolean
}

/** In a pipe, how often a load says that it still runs. */
const STILL_RUNNING_MS = 10_000

/**
 * Puts an installation of its own under the load of a profile.
 *
 * @throws ERR_CLI_FILE_INVALID, ERR_CLI_USAGE, ERR_CLI_FILE_EXISTS, and what keeps an installation from starting.
 */
export async function loadRunCommand(
  name: string,
  options: LoadRunOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, folder } = context
  const profile = await findProfile(name, folder)
  const report = options.report === undefined ? null : resolve(folder, options.report)
  if (report !== null) await assertReplaceable(report, LOAD_FILES)
  const given = options.report === undefined ? "" : ` --report ${options.report}`
  const command = `npx gir load run ${name}${given}`
  const panel = openPanel(terminal, options.json)
  if (!options.json) terminal.out(`${profile.name}.yaml · ${describeProfile(profile)}`)
  const load = await runLoad({
    ...context,
    profile,
    command,
    onStarted: ({ console, usersFile }) =>
      panel.say(`Console  ${console}/system     user default, password in ${usersFile}`),
    onProgress: panel.show,
  }).finally(() => panel.close())
  if (report !== null) await writeLoad(report, load)
  if (options.json) terminal.out(JSON.stringify(load))
  else {
    for (const line of endingLines(load, terminal)) terminal.out(line)
    if (report !== null) {
      terminal.out(
        `Report  ${relative(folder, join(report, "index.html"))} · load.json · junit.xml`,
      )
    }
  }
  return load.verdict === "held" ? EXIT.held : EXIT.broken
}

interface Panel {
  readonly show: (progress: LoadProgress) => void
  /** A line that stays. */
  say(line: string): void
  close(): void
}

const CLEAR_LINE = "\u001B[2K"

/** Some lines that are written over each second; in a pipe, one now and then. */
function openPanel(terminal: Terminal, isJson: boolean): Panel {
  if (isJson || !terminal.isInteractive) return inPipe(terminal)
  let drawn = 1
  const draw = (lines: readonly string[]): void => {
    const rest = Array.from({ length: Math.max(0, drawn - lines.length) }, () => "")
    const all = [...lines, ...rest]
    const up = all.length > 1 ? `\u001B[${all.length - 1}A` : ""
    terminal.redraw(`${all.join(`\n${CLEAR_LINE}`)}${up}`)
    drawn = all.length
  }
  return {
    show: (progress) => draw(progressLines(progress, terminal)),
    say: (line) => {
      draw([])
      terminal.redraw("")
      terminal.out(line)
    },
    close: () => {
      draw([])
      terminal.redraw("")
    },
  }
}

function inPipe(terminal: Terminal): Panel {
  let saidMs = 0
  return {
    show: (progress) => {
      if (progress.elapsedMs - saidMs < STILL_RUNNING_MS) return
      saidMs = progress.elapsedMs
      const totals = progress.tracker?.book.totals()
      const done = `offered ${totals?.offered ?? 0}, stored ${totals?.stored ?? 0}`
      terminal.err(`${(saidMs / 1_000).toFixed(1).padStart(7)}s  ${progress.phase}: ${done}`)
    },
    say: (line) => terminal.err(line),
    close: () => undefined,
  }
}

/** The load profiles that ship. */
export async function loadListCommand(
  { json }: { readonly json: boolean },
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const profiles = await shippedProfiles()
  if (json) {
    const rows = profiles.map(({ name, title }) => ({ name, title }))
    terminal.out(
      JSON.stringify({
        schema: "gir.loads/1",
        verdict: "held",
        exitCode: 0,
        profiles: rows,
        errors: [],
      }),
    )
    return EXIT.held
  }
  const rows = profiles.map((one) => [one.name, one.title, describeProfile(one)])
  for (const line of alignColumns([["Profile", "Title", "Load"], ...rows])) terminal.out(line)
  return EXIT.held
}

/** Writes a profile to begin with. @throws ERR_CLI_FILE_EXISTS */
export async function loadNewCommand(
  file: string,
  { from }: { readonly from: string },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const { name } = await findProfile(from, folder)
  const text = await shippedText(name)
  try {
    await writeFile(resolve(folder, file), text, { flag: "wx" })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause
    throw new GirError("ERR_CLI_FILE_EXISTS", `${file} is there already`, { where: file, cause })
  }
  terminal.out(`${terminal.symbol("held")} ${file}`)
  terminal.out(`Next    npx gir load run ${file} --report load/1`)
  return EXIT.held
}
