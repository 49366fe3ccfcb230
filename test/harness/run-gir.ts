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

const BIN = fileURLToPath(new URL("../../services/simulator/bin/gir.js", import.meta.url))

/** Runs the built `gir` command, as a person would, with no variables but the given ones. */
export async function runGir(args: readonly string[], options: GirOptions): Promise<GirRun> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.folder,
    env: { ...withoutOurs(process.env), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const [code] = (await once(child, "close")) as [number | null]
  return { exitCode: code ?? -1, stdout: stdout(), stderr: stderr() }
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIR_")))
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on("data", (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString("utf8")
}
