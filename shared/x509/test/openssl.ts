import { execFile, execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

/**
 * @returns whether the openssl command is there; says once which suite is left out when it is not.
 */
export function requireOpenssl(suite: string): boolean {
  const isThere = spawnSync("openssl", ["version"]).status === 0
  if (!isThere) console.warn(`left out without openssl: ${suite} (apt-get install openssl)`)
  return isThere
}

export interface OpensslFolder {
  file(name: string, content: string | Uint8Array): string
  path(name: string): string
  run(...args: string[]): string
  /** Runs many, one after the other. @returns what each answered, in their order. */
  runAll(commands: readonly (readonly string[])[]): Promise<readonly OpensslAnswer[]>
  remove(): void
}

export interface OpensslAnswer {
  readonly exitCode: number
  /** All that it printed. */
  readonly text: string
}

/** A folder of its own for one suite, and openssl run inside it. */
export function opensslFolder(): OpensslFolder {
  const folder = mkdtempSync(join(tmpdir(), "gir-x509-"))
  return {
    file: (name, content) => {
      writeFileSync(join(folder, name), content)
      return name
    },
    path: (name) => join(folder, name),
    run: (...args) =>
      execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }).toString(),
    runAll: (commands) => runAll(commands, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** One shell starts them all: to start a program out of a test's own process takes longer than openssl. */
async function runAll(
  commands: readonly (readonly string[])[],
  folder: string,
): Promise<readonly OpensslAnswer[]> {
  const lines = commands.map(
    (args, index) => `openssl ${args.map(quote).join(" ")} >answer${index} 2>&1; echo $?`,
  )
  writeFileSync(join(folder, "commands.sh"), lines.join("\n"))
  const { stdout } = await promisify(execFile)("sh", ["commands.sh"], { cwd: folder })
  const exitCodes = stdout.trimEnd().split("\n").map(Number)
  return exitCodes.map((exitCode, index) => {
    return { exitCode, text: readFileSync(join(folder, `answer${index}`), "utf8") }
  })
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
