import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { GirError } from "@gir/errors"
import type { PostgresBinaries } from "./binaries.ts"
import { SERVER_ENVIRONMENT, type ServerFolder } from "./server-folder.ts"
import type { ServerUser } from "./server-user.ts"

const run = promisify(execFile)
const PASSWORD_BYTES = 24

export interface MakeClusterOptions {
  readonly folder: ServerFolder
  readonly binaries: PostgresBinaries
  readonly user: ServerUser
  readonly isDurable: boolean
}

/**
 * Makes the data folder when there is none. It is made beside its place and moved there when it is
 * complete, so that a kill in the middle leaves nothing that looks like a database.
 *
 * @throws ERR_DATABASE_EMBEDDED with what initdb said.
 */
export async function makeCluster(options: MakeClusterOptions): Promise<void> {
  const { folder, user } = options
  if (await exists(join(folder.data, "PG_VERSION"))) return assertPassword(folder)
  const unfinished = `${folder.data}.unfinished`
  const passwordFile = join(folder.path, "initdb.password")
  const password = randomBytes(PASSWORD_BYTES).toString("hex")
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await user.own(unfinished)
  try {
    await rm(passwordFile, { force: true })
    await writeFile(passwordFile, password, { mode: 0o600, flag: "wx" })
    await user.own(passwordFile)
    await initdb(options, unfinished, passwordFile)
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rm(folder.password, { force: true })
  await writeFile(folder.password, password, { mode: 0o600, flag: "wx" })
  await rename(unfinished, folder.data)
}

async function initdb(
  options: MakeClusterOptions,
  dataFolder: string,
  passwordFile: string,
): Promise<void> {
  const { binaries, user, isDurable } = options
  const { program, args } = user.command(binaries.initdb, [
    `--pgdata=${dataFolder}`,
    `--pwfile=${passwordFile}`,
    "--username=gir",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The same order of text on every machine, without the machine's locales.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(isDurable ? [] : ["--no-sync"]),
  ])
  try {
    const { uid, gid } = user
    const identity = uid === undefined || gid === undefined ? {} : { uid, gid }
    await run(program, [...args], { env: SERVER_ENVIRONMENT, cwd: "/", ...identity })
  } catch (cause) {
    const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : ""
    const reason = output.split("\n").find((line) => line.includes("error")) ?? "initdb failed"
    throw new GirError("ERR_DATABASE_EMBEDDED", `the database cannot be made: ${reason}`, {
      cause,
      fields: { output },
    })
  }
}

async function assertPassword(folder: ServerFolder): Promise<void> {
  if (await exists(folder.password)) return
  throw new GirError("ERR_DATABASE_EMBEDDED", "the password file of the database is gone", {
    where: folder.password,
    next: `Restore that file, or remove ${folder.path} to begin with an empty database`,
  })
}

export async function readPassword(folder: ServerFolder): Promise<string> {
  return (await readFile(folder.password, "utf8")).trim()
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
