import type { Credentials, Session } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { RcsRecords } from "./records/rcs-records.ts"
import type { Sessions } from "./sessions.ts"

export interface LogInDeps extends Pick<RcsRecords, "audit" | "loginAttempts"> {
  readonly sessions: Sessions
}

/**
 * Opens a session, after the login is in the audit: also a refused one.
 *
 * @throws ERR_RCS_LOGIN_FAILED, ERR_RCS_LOGIN_LOCKED, ERR_RCS_USERS_FILE_INVALID,
 * ERR_DATABASE_UNAVAILABLE.
 */
export async function logIn(credentials: Credentials, deps: LogInDeps): Promise<Session> {
  const { sessions, audit, loginAttempts } = deps
  const { userName: actor } = credentials
  try {
    const session = await loginAttempts.attempt(actor, () => sessions.logIn(credentials))
    await audit.write({ actor, action: "log-in", outcome: "done" })
    return session
  } catch (error) {
    if (isGirError(error, "ERR_RCS_LOGIN_FAILED") || isGirError(error, "ERR_RCS_LOGIN_LOCKED")) {
      await audit.write({ actor, action: "log-in", outcome: "refused", code: error.code })
    }
    throw error
  }
}
