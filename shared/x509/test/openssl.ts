import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

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
  remove(): void
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
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
