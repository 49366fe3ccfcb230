import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export interface GirRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface GirOptions {
  /** The folder in which the command is typed; state goes below its `.gir`. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url))
const BIN = fileURLToPath(new URL("../../services/simulator/bin/gir.js", import.meta.url))

/** A `gir` command that runs. */
export interface RunningGir {
  readonly pid: number
  /** What it has written so far. */
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<GirRun>
}

/**
 * Most suites ask what services answer, not which process they are: with all of an installation's
 * services in one it starts in half the time. Suites about processes and defaults say EACH_PROCESS.
 */
export const ONE_PROCESS = { GIR_PROCESSES: "one" }
export const EACH_PROCESS = { GIR_PROCESSES: "each" }

/** Starts the built `gir` command, as a person would, with no variables but these. */
export function startGir(args: readonly string[], options: GirOptions): RunningGir {
  return start(process.execPath, [BIN, ...args], options)
}

function start(program: string, args: readonly string[], options: GirOptions): RunningGir {
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { ...withoutOurs(process.env), ...ONE_PROCESS, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const ended = once(child, "close").then(([code]: (number | null)[]) => {
    return { exitCode: code ?? -1, stdout: stdout(), stderr: stderr() }
  })
  return { pid: child.pid ?? 0, stdout, stderr, kill: (signal) => void child.kill(signal), ended }
}

/** Runs `gir` to its end. */
export function runGir(args: readonly string[], options: GirOptions): Promise<GirRun> {
  return startGir(args, options).ended
}

/** Runs npm in the checkout to its end, as a fresh user has it. */
export function runNpm(args: readonly string[]): Promise<GirRun> {
  return start("npm", args, { folder: CHECKOUT, env: EACH_PROCESS }).ended
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(GIR|npm|VITEST)_/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)))
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on("data", (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString("utf8")
}
