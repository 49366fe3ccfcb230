import { GirError } from "@gir/errors"
import { createLogger, createService, httpClient } from "@gir/service-kit"
import { noFaults } from "@gir/sim"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Type } from "typebox"
import { checkMachine } from "../class/check-machine.ts"
import { boardLines, progressLines } from "../class/class-text.ts"
import { INSTRUCTOR, instructorRoutes } from "../class/instructor-routes.ts"
import { openClass, type OpenClass } from "../class/open-class.ts"
import { seatCode } from "../class/seat-code.ts"
import { watchProgress, type SeatProgress } from "../class/seat-progress.ts"
import { PRODUCT_VERSION } from "../cli/banner.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { assertPortsFree } from "../installation/ports.ts"
import {
  findRunning,
  removeRunFile,
  requireRunning,
  writeRunFile,
  type ClassFile,
} from "../installation/run-file.ts"
import { readSecret } from "../installation/secrets.ts"
import { LOOPBACK } from "../installation/service-table.ts"
import { stateFolder, wipeStateFolder, type StateFolder } from "../installation/state-folder.ts"
import { findLab } from "../lab/find-lab.ts"

export interface ClassStartOptions {
  readonly students: number
  readonly state: string
  /** Of the instructor's page. */
  readonly port: number
  /** An address of this machine that others reach; loopback when absent. */
  readonly listen?: string
  /** The lab that everybody begins with. */
  readonly lab?: string
}

/** Who is where is asked so often, so that "for 3 min" is true also when nobody looks. */
const WATCH_MS = 1_000

/**
 * Starts an installation per student in this terminal, until Ctrl-C or `gir class stop`.
 *
 * @throws ERR_CLI_ALREADY_RUNNING, ERR_CLI_PORT_TAKEN, ERR_STORAGE_FULL, ERR_CLI_USAGE, and what
 * keeps an installation from starting; then nothing is left running.
 */
export async function classStartCommand(
  options: ClassStartOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, folder, config, clock, signal } = context
  const { students, port, listen: host = LOOPBACK } = options
  const state = stateFolder(join(folder, options.state))
  const running = await findRunning(state)
  if (running !== null) {
    throw new GirError("ERR_CLI_ALREADY_RUNNING", `process ${running.pid} holds a class already`, {
      next: "npx gir class stop",
    })
  }
  if (options.lab !== undefined) await findLab(options.lab, folder)
  await assertPortsFree([{ name: "the instructor's page", port, host }])
  await checkMachine(state.root, { students, host })
  await wipeStateFolder(state)
  terminal.err(
    `GIR simulator ${PRODUCT_VERSION}, not for production: starting a class of ${students}`,
  )
  if (host !== LOOPBACK) terminal.err(exposure(host))
  const opened = await openClass({
    students,
    config,
    state,
    ...(host === LOOPBACK ? {} : { browserHost: host }),
    clock,
    signal,
    onReady: ({ name }) => terminal.err(`${terminal.symbol("held")} ${name} is ready`),
  })
  try {
    await teach(opened, { state, address: { host, port }, options, context })
  } finally {
    await removeRunFile(state)
    await opened.close()
    await wipeStateFolder(state)
  }
  return EXIT.held
}

/** What a person who opens the class to a network has to know. */
function exposure(host: string): string {
  return [
    `Whoever reaches ${host} sees the login pages of all seats and of the instructor, over HTTP that`,
    "is not encrypted; the codes are all that keeps them out. Use practice certificates only.",
  ].join(" ")
}

interface Lesson {
  readonly state: StateFolder
  readonly address: { readonly host: string; readonly port: number }
  readonly options: ClassStartOptions
  readonly context: CommandContext
}

async function teach({ seats }: OpenClass, lesson: Lesson): Promise<void> {
  const { state, address, options, context } = lesson
  const { clock, signal, terminal } = context
  const code = seatCode()
  const watched = seats.map((seat) => ({ seat, ...watchProgress(() => seat.bench(), clock) }))
  const logger = createLogger({ name: "gir", level: "error" })
  const page = createService({ name: "class", clock, faults: noFaults, logger })
  instructorRoutes(page, { seats: watched, code })
  await page.listen(address)
  const watch = setInterval(() => {
    for (const { progress } of watched) progress()
  }, WATCH_MS)
  try {
    const { lab } = options
    if (lab !== undefined) await Promise.all(seats.map((seat) => seat.start(lab)))
    const instructor = { address: `http://${address.host}:${address.port}`, code }
    await announce(state, instructor)
    for (const line of boardLines(seats, instructor)) terminal.out(line)
    terminal.out("Next: npx gir class status     npx gir class stop")
    if (!signal.aborted) await once(signal, "abort")
  } finally {
    clearInterval(watch)
    await page.close()
  }
}

/** For `gir class status` in another terminal. */
async function announce(
  state: StateFolder,
  { address, code }: { readonly address: string; readonly code: string },
): Promise<void> {
  const codeFile = join(state.root, "instructor-code")
  await writeFile(codeFile, `${code}\n`, { mode: 0o600 })
  await writeRunFile(state, { address, codeFile })
}

const Seats = Type.Array(Type.Unsafe<SeatProgress & { name: string }>(Type.Object({})))

/** Who is where, from another terminal. @throws ERR_CLI_NOT_RUNNING */
export async function classStatusCommand(
  options: { readonly state: string; readonly json: boolean },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const state = stateFolder(join(folder, options.state))
  const { address, codeFile } = await requireRunning<ClassFile>(state)
  const code = await readSecret(codeFile)
  const http = httpClient({
    baseUrl: address,
    authorization: () => `Basic ${Buffer.from(`${INSTRUCTOR}:${code}`).toString("base64")}`,
  })
  try {
    const seats = await http.request({ method: "GET", path: "/seats", schema: Seats })
    if (options.json) terminal.out(JSON.stringify(seats, null, 2))
    else for (const line of progressLines(seats)) terminal.out(line)
    return EXIT.held
  } finally {
    await http.close()
  }
}
