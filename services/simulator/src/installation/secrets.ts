import { randomBytes } from "node:crypto"
import { open, readFile } from "node:fs/promises"
import { join } from "node:path"
import type { StateFolder } from "./state-folder.ts"

/** Files of mode 0600 that the services read their secrets from. */
export interface SecretFiles {
  readonly serviceTokenFile: string
  readonly usersFile: string
  readonly databaseUrlFile: string
  readonly redisUrlFile: string
}

/** A person who may log in to Genesys Administrator Extension. */
export interface Administrator {
  readonly userName: string
  readonly password: string
}

const PRIVATE_FILE = 0o600
const TOKEN_BYTES = 32
const PASSWORD_BYTES = 15
const PRIVILEGES = ["Administration of Recording Certificates and Keys", "Decrypt a Recording"]

/** Makes the secrets of an installation that has none yet; existing ones are kept. */
export async function prepareSecrets(
  state: StateFolder,
  addresses: { readonly databaseUrl: string; readonly redisUrl: string | null },
): Promise<SecretFiles> {
  const files: SecretFiles = {
    serviceTokenFile: join(state.secrets, "service-token"),
    usersFile: usersFileOf(state),
    databaseUrlFile: join(state.secrets, "database-url"),
    redisUrlFile: join(state.secrets, "redis-url"),
  }
  await writeOnce(files.serviceTokenFile, randomBytes(TOKEN_BYTES).toString("base64url"))
  await prepareUsers(state)
  await writePrivate(files.databaseUrlFile, addresses.databaseUrl)
  if (addresses.redisUrl !== null) await writePrivate(files.redisUrlFile, addresses.redisUrl)
  return files
}

/** Names the first administrator of an installation that has none yet. */
export function prepareUsers(state: StateFolder, password?: string): Promise<void> {
  return writeOnce(usersFileOf(state), firstUsers(password))
}

function usersFileOf(state: StateFolder): string {
  return join(state.secrets, "users.json")
}

/**
 * The users file of a new installation. The guide's screenshots greet the user `default`.
 * Seed: "Welcome default".
 */
export function firstUsers(password = randomBytes(PASSWORD_BYTES).toString("base64url")): string {
  return JSON.stringify([{ userName: "default", password, privileges: PRIVILEGES }], null, 2)
}

/** @returns the first administrator, for the commands that act as one. */
export async function readAdministrator(usersFile: string): Promise<Administrator> {
  const users = JSON.parse(await readFile(usersFile, "utf8")) as readonly Administrator[]
  const first = users[0]
  if (first === undefined) throw new TypeError(`${usersFile} names no user`)
  return { userName: first.userName, password: first.password }
}

export async function readSecret(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trim()
}

async function writeOnce(file: string, text: string): Promise<void> {
  try {
    await writePrivate(file, text, "wx")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
}

async function writePrivate(file: string, text: string, flags = "w"): Promise<void> {
  const handle = await open(file, flags, PRIVATE_FILE)
  try {
    await handle.writeFile(`${text}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
