import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { RcsUsers, validate, type Account, type Credentials, type Privilege } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { isSameSecret } from "@gir/service-kit"
import { createFileOnce, isReadableByOthers } from "./private-file.ts"
import { SERVICE_ACTOR } from "./records/audit-trail.ts"

/** Seed: the screenshots are those of a user `default`. */
const FIRST_USER_NAME = "default"
const PASSWORD_BYTES = 18

/** Makes the users file at the first start: one user that may do all, under a random password. */
export function ensureUsersFile(file: string): void {
  const user: RcsUsers[number] = {
    userName: FIRST_USER_NAME,
    password: randomBytes(PASSWORD_BYTES).toString("base64url"),
    privileges: ["Administration of Recording Certificates and Keys", "Decrypt a Recording"],
  }
  createFileOnce(file, `${JSON.stringify([user], null, 2)}\n`)
}

/**
 * Reads the users file, so that a change of it holds from the next login on.
 *
 * @returns what this user may do.
 * @throws ERR_RCS_LOGIN_FAILED for an unknown user and for a wrong password alike,
 * ERR_RCS_USERS_FILE_INVALID.
 */
export function privilegesOf(file: string, credentials: Credentials): readonly Privilege[] {
  let found: RcsUsers[number] | null = null
  for (const user of readUsers(file)) {
    // No early way out: the time taken must not tell which part was wrong.
    const isName = isSameSecret(credentials.userName, user.userName)
    const isPassword = isSameSecret(credentials.password, user.password)
    if (isName && isPassword) found = user
  }
  if (found !== null) return found.privileges
  throw new GirError("ERR_RCS_LOGIN_FAILED", "user name or password is wrong")
}

/**
 * @returns who may log in, and what each may do; never a password.
 * @throws ERR_RCS_USERS_FILE_INVALID.
 */
export function listAccounts(file: string): Account[] {
  return readUsers(file).map(({ userName, privileges }) => ({ userName, privileges }))
}

function readUsers(file: string): RcsUsers {
  try {
    if (isReadableByOthers(file)) throw invalid(file, "it is open to others: chmod 600 it")
    const users = validate(RcsUsers, JSON.parse(readFileSync(file, "utf8")), file)
    const isReserved = users.some(({ userName }) => userName === SERVICE_ACTOR)
    if (isReserved) throw invalid(file, `"${SERVICE_ACTOR}" is how the audit calls the services`)
    return users
  } catch (error) {
    if (error instanceof GirError && error.code === "ERR_RCS_USERS_FILE_INVALID") throw error
    // The parser's own message would quote the file, and the file holds passwords.
    throw invalid(file, error instanceof GirError ? error.message : "it cannot be read as JSON")
  }
}

function invalid(file: string, reason: string): GirError {
  return new GirError("ERR_RCS_USERS_FILE_INVALID", `the users file cannot be used: ${reason}`, {
    where: file,
  })
}
