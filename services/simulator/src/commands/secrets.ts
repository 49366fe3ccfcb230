import { randomBytes } from "node:crypto"
import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { firstUsers } from "../installation/secrets.ts"
import { writeFiles } from "../cli/write-files.ts"

const SECRET_BYTES = 24

/** Writes the secrets that docker-compose.yml names, each a file of mode 0600, and prints paths only. */
export async function secretsCommand(
  options: { readonly out: string },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const postgres = newSecret()
  const texts = {
    "service-token": newSecret(),
    "postgres-password": postgres,
    "database-url": `postgres://gir:${postgres}@postgres:5432/gir`,
    "redis-url": "redis://redis:6379",
    "ops-password": newSecret(),
    "users.json": firstUsers(),
    // For docker-compose.webdav.yml: a name and its secret.
    "storage-credentials": `gir\n${newSecret()}`,
  }
  const files = Object.entries(texts).map(([name, text]) => ({ name, text, isPrivate: true }))
  for (const path of await writeFiles(resolve(folder, options.out), files)) terminal.out(path)
  return EXIT.held
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url")
}
