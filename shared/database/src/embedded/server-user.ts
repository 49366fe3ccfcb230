import { execFile } from "node:child_process"
import { access, chmod, chown, readFile, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
import { GirError } from "@gir/errors"

const run = promisify(execFile)
const SETPRIV_PATHS = ["/usr/bin/setpriv", "/bin/setpriv", "/usr/sbin/setpriv", "/sbin/setpriv"]
const USERADD = "/usr/sbin/useradd"
const OTHERS_ENTER = 0o001
const OTHERS_RUN = 0o005

/** How a program is started, so that it does not run as root. */
export interface ServerUser {
  /** Turns a command into the one that runs it as this user. */
  command(program: string, args: readonly string[]): { program: string; args: readonly string[] }
  readonly uid?: number
  readonly gid?: number
  /** Hands a file or folder to this user; nothing to do when it is ourselves. */
  own(path: string): Promise<void>
}

const ourselves: ServerUser = {
  command: (program, args) => ({ program, args }),
  own: async () => undefined,
}

/**
 * PostgreSQL refuses to run as root, so that root runs it as the system user `postgres`, which is
 * made when it is missing.
 *
 * @param paths that this user must be able to reach: the programs, and the folder of the data.
 * @throws ERR_DATABASE_EMBEDDED when there is no such user and none can be made.
 */
export async function serverUser(paths: readonly string[]): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return ourselves
  const { uid, gid } = await findOrMakeUser()
  const own = (path: string) => chown(path, uid, gid)
  if (await canReach(paths)) {
    return { command: (program, args) => ({ program, args }), uid, gid, own }
  }
  const setpriv = await findSetpriv(paths)
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"]
  // Root's own folders (/root, mktemp -d) are closed to other users. This one capability lets the
  // server pass them without anybody's permissions being changed.
  const reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]
  return {
    command: (program, args) => ({
      program: setpriv,
      args: [...identity, ...reach, program, ...args],
    }),
    own,
  }
}

async function findOrMakeUser(): Promise<{ uid: number; gid: number }> {
  const found = (await userFromPasswd("postgres")) ?? (await makeUser())
  const user = found ?? (await userFromPasswd("nobody"))
  if (user) return user
  throw new GirError(
    "ERR_DATABASE_EMBEDDED",
    "root may not run PostgreSQL, and no other user is here",
    {
      next: "useradd --system postgres, or run as an ordinary user, or set GIR_DATABASE_URL",
    },
  )
}

async function userFromPasswd(name: string): Promise<{ uid: number; gid: number } | null> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "")
  const line = passwd.split("\n").find((entry) => entry.startsWith(`${name}:`))
  const [uid, gid] = line?.split(":").slice(2, 4).map(Number) ?? []
  return uid && gid ? { uid, gid } : null
}

async function makeUser(): Promise<{ uid: number; gid: number } | null> {
  await run(USERADD, ["--system", "--user-group", "--no-create-home", "postgres"]).catch(() => null)
  return userFromPasswd("postgres")
}

/** True when every folder above the paths, and the programs themselves, are open to all users. */
async function canReach(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const status = await stat(path)
    if (status.isFile() && (status.mode & OTHERS_RUN) !== OTHERS_RUN) return false
    const first = status.isFile() ? dirname(path) : path
    for (let folder = first; ; folder = dirname(folder)) {
      if (((await stat(folder)).mode & OTHERS_ENTER) === 0) return false
      if (folder === dirname(folder)) break
    }
  }
  return true
}

async function findSetpriv(paths: readonly string[]): Promise<string> {
  for (const path of SETPRIV_PATHS) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  throw new GirError(
    "ERR_DATABASE_EMBEDDED",
    "the user postgres cannot reach the folders of root, and setpriv is not installed",
    {
      fields: { paths },
      next: "apt-get install util-linux, or use a folder that all may enter",
    },
  )
}

/** Lets the server's user pass through our folder without reading it. */
export async function openForPassing(folder: string): Promise<void> {
  await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
}
