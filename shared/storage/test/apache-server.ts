import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"

const PROGRAM = "/usr/sbin/apache2"
const MODULES = "/usr/lib/apache2/modules"
const MODULE_NAMES = [
  "mpm_event",
  "authn_core",
  "authn_file",
  "authz_core",
  "authz_user",
  "auth_basic",
  "dav",
  "dav_fs",
]
const USER = { user: "gir", secret: "a secret of the test" }

/** apache2 is Debian's, never npm's: where it is missing its suite is left out, and says so. */
export const isApacheInstalled = spawnSync(PROGRAM, ["-v"]).status === 0

export interface ApacheServer {
  /** Of the root, as the adapter's address begins. */
  readonly url: string
  readonly credentials: string
  /** The folder that the server shows; a folder in it is a destination of its own. */
  readonly files: string
  start(): Promise<void>
  stop(): Promise<void>
  close(): Promise<void>
}

/** Debian's apache2 with mod_dav on loopback, in a folder of its own. */
export async function startApache(): Promise<ApacheServer> {
  const folder = await mkdtemp(join(tmpdir(), "gir-apache-test-"))
  const files = join(folder, "files")
  await mkdir(files)
  const port = await freePort()
  await writeFile(join(folder, "users"), `${USER.user}:${passwordHash(USER.secret)}\n`)
  await writeFile(join(folder, "httpd.conf"), configuration(folder, port))
  if (process.getuid?.() === 0) spawnSync("chown", ["-R", "www-data:www-data", folder])
  let server: ChildProcess | null = null
  const start = async () => {
    server = spawn(PROGRAM, ["-f", join(folder, "httpd.conf"), "-DFOREGROUND"], {
      stdio: "inherit",
    })
    while (!(await isAnswering(port))) {
      if (server.exitCode !== null) throw new Error(`apache2 ended with ${server.exitCode}`)
      await delay(10)
    }
  }
  const stop = async () => {
    if (server === null) return
    const ended = once(server, "exit")
    server.kill("SIGTERM")
    await ended
    server = null
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    credentials: `${USER.user}\n${USER.secret}`,
    files,
    start,
    stop,
    async close() {
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}

function configuration(folder: string, port: number): string {
  const loaded = MODULE_NAMES.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
  return `${loaded.join("\n")}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/errors
User www-data
Group www-data
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
DocumentRoot ${folder}/files
DavLockDB ${folder}/locks
<Directory ${folder}/files>
  Dav On
  AuthType Basic
  AuthName gir
  AuthUserFile ${folder}/users
  Require valid-user
</Directory>
`
}

function passwordHash(secret: string): string {
  return spawnSync("openssl", ["passwd", "-apr1", "-stdin"], { input: secret })
    .stdout.toString()
    .trim()
}

async function isAnswering(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
