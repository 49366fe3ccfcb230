import { randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { RwsUsers, validate, type RwsRole } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { isSameSecret, type BasicCredentials } from "@gir/service-kit"

const FIRST_USER_NAME = "admin"
const PASSWORD_BYTES = 18
const OWNER_ONLY = 0o600

/**
 * Makes the users file at the first start: one contact-centre administrator under a random password.
 *
 * @throws ERR_RWS_USERS_FILE_INVALID when it cannot be made.
 */
export function ensureUsersFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return
  const user: RwsUsers[number] = {
    userName: FIRST_USER_NAME,
    password: randomBytes(PASSWORD_BYTES).toString("base64url"),
    roles: ["Contact Center Admin"],
  }
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(temporary, `${JSON.stringify([user], null, 2)}\n`, { mode: OWNER_ONLY })
    // A link never replaces what another process made first.
    linkSync(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw invalid(file, "it cannot be made")
  } finally {
    rmSync(temporary, { force: true })
  }
}

/**
 * Reads the users file, so that a change of it holds from the next request on.
 *
 * @returns the roles of this user; null for an unknown user and for a wrong password alike.
 * @throws ERR_RWS_USERS_FILE_INVALID
 */
export function rolesOf(file: string, given: BasicCredentials): readonly RwsRole[] | null {
  let roles: readonly RwsRole[] | null = null
  for (const user of readUsers(file)) {
    // No early way out: the time taken must not tell which part was wrong.
    const isName = isSameSecret(given.userName, user.userName)
    const isPassword = isSameSecret(given.password, user.password)
    if (isName && isPassword) roles = user.roles
  }
  return roles
}

function readUsers(file: string): RwsUsers {
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw invalid(file, "it is open to others: chmod 600 it")
    }
    return validate(RwsUsers, JSON.parse(readFileSync(file, "utf8")), file)
  } catch (error) {
    if (isGirError(error, "ERR_RWS_USERS_FILE_INVALID")) throw error
    // The parser's own message would quote the file, and the file holds passwords.
    throw invalid(file, error instanceof GirError ? error.message : "it cannot be read as JSON")
  }
}

function invalid(file: string, reason: string): GirError {
  return new GirError("ERR_RWS_USERS_FILE_INVALID", `the users file cannot be used: ${reason}`, {
    where: file,
  })
}
