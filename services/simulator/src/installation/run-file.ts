import { identityOf, isRunning, type ProcessIdentity } from "@gir/database"
import { GirError } from "@gir/errors"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import type { SecretFiles } from "./secrets.ts"
import type { Node } from "./service-table.ts"
import type { StateFolder } from "./state-folder.ts"

/** What a running installation tells the other commands about itself and its supervisor. It holds no secret. */
export interface RunFile extends ProcessIdentity {
  /** Port of the supervisor's own address. */
  readonly port: number
  readonly nodes: readonly Node[]
  readonly secrets: SecretFiles
  /** DBID of the IVR Profile that the installation started with. */
  readonly ivrProfileDbid: number
}

/** What a running class tells. It holds no secret. */
export interface ClassFile extends ProcessIdentity {
  /** Of the instructor's page. */
  readonly address: string
  readonly codeFile: string
}

const PRIVATE_FILE = 0o600

type Facts<T extends ProcessIdentity> = Omit<T, keyof ProcessIdentity>

/** Tells of what runs in this process. */
export async function writeRunFile(
  state: StateFolder,
  facts: Facts<RunFile> | Facts<ClassFile>,
): Promise<void> {
  const next = `${state.runFile}.new`
  const run = { ...(await identityOf(process.pid)), ...facts }
  await writeFile(next, `${JSON.stringify(run, null, 2)}\n`, { mode: PRIVATE_FILE })
  await rename(next, state.runFile)
}

export async function removeRunFile(state: StateFolder): Promise<void> {
  await rm(state.runFile, { force: true })
}

/** @returns the running installation, or null when none runs: no file, or its process is gone. */
export async function findRunning<T extends RunFile | ClassFile = RunFile>(
  state: StateFolder,
): Promise<T | null> {
  const text = await readFile(state.runFile, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null
    throw error
  })
  if (text === null) return null
  const run = JSON.parse(text) as T
  return (await isRunning(run)) ? run : null
}

/** @throws ERR_CLI_NOT_RUNNING */
export async function requireRunning<T extends RunFile | ClassFile = RunFile>(
  state: StateFolder,
): Promise<T> {
  const run = await findRunning<T>(state)
  if (run !== null) return run
  throw new GirError("ERR_CLI_NOT_RUNNING", `no installation runs on ${state.root}`)
}
