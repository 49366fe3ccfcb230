import { inTransaction, named, type Database, type Transaction } from "@gir/database"
import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { storable } from "./storable.ts"

const MAX_WRONG_PASSWORDS = 5
/** How long a user name stays locked, and after how long a wrong password is forgotten. */
const LOCK_MS = 900_000

/**
 * Counts wrong passwords per user name, for all RCS processes together. A name that no user has is
 * counted and locked alike, so that the answers do not tell which names exist.
 */
export interface LoginAttempts {
  /**
   * Runs `check`, one login of this user name after the other; not at all while it is locked.
   *
   * @returns what `check` returns.
   * @throws ERR_RCS_LOGIN_LOCKED with `fields.lockedUntil` and `fields.retryAfterSeconds`, and what
   * `check` throws; ERR_RCS_LOGIN_FAILED is counted.
   */
  attempt<T>(userName: string, check: () => T): Promise<T>
}

/** What is known of one user name's attempts. */
export interface AttemptState {
  readonly wrongPasswords: number
  readonly lastAt: Date
  readonly lockedUntil: Date | null
}

export function databaseLoginAttempts(database: Database, clock: Clock): LoginAttempts {
  return {
    attempt: async (givenName, check) => {
      const userName = storable(givenName)
      const outcome = await inTransaction(database, async (transaction) => {
        // By the machine: a node whose date is ahead must not lock a name for all others for years.
        const now = new Date(clock.machineMs())
        const state = await lockedState(transaction, userName, now)
        assertNotLocked(state, now)
        const result = outcomeOf(check)
        const next = result.isWrongPassword ? afterWrongPassword(state, now) : null
        await saveState(transaction, userName, next)
        return result
      })
      // Thrown after the commit: a rollback would forget the wrong password.
      return outcome.settle()
    },
  }
}

/** @throws ERR_RCS_LOGIN_LOCKED */
export function assertNotLocked({ lockedUntil }: AttemptState, now: Date): void {
  if (lockedUntil === null || lockedUntil <= now) return
  const retryAfterSeconds = Math.ceil((lockedUntil.getTime() - now.getTime()) / 1_000)
  throw new GirError(
    "ERR_RCS_LOGIN_LOCKED",
    `${MAX_WRONG_PASSWORDS} wrong passwords for this user name: locked until ${lockedUntil.toISOString()}`,
    { fields: { lockedUntil: lockedUntil.toISOString(), retryAfterSeconds } },
  )
}

/** The state after one more wrong password: the fifth one locks. */
export function afterWrongPassword(state: AttemptState, now: Date): AttemptState {
  const isForgotten =
    state.lockedUntil !== null || now.getTime() - state.lastAt.getTime() >= LOCK_MS
  const wrongPasswords = (isForgotten ? 0 : state.wrongPasswords) + 1
  const isFull = wrongPasswords >= MAX_WRONG_PASSWORDS
  return {
    wrongPasswords,
    lastAt: now,
    lockedUntil: isFull ? new Date(now.getTime() + LOCK_MS) : null,
  }
}

export interface CheckOutcome<T> {
  readonly isWrongPassword: boolean
  /** Returns or throws what the check returned or threw. */
  settle(): T
}

export function outcomeOf<T>(check: () => T): CheckOutcome<T> {
  try {
    const value = check()
    return { isWrongPassword: false, settle: () => value }
  } catch (error) {
    if (!isGirError(error, "ERR_RCS_LOGIN_FAILED")) throw error
    return {
      isWrongPassword: true,
      settle: () => {
        throw error
      },
    }
  }
}

interface AttemptRow {
  readonly wrong_passwords: number
  readonly last_at: Date
  readonly locked_until: Date | null
}

/** The row's lock puts the logins of one user name in a line, and no other's. */
async function lockedState(
  transaction: Transaction,
  userName: string,
  now: Date,
): Promise<AttemptState> {
  const [row] = await named<AttemptRow>(transaction, {
    name: "rcs-lock-login-attempts",
    text: `insert into rcs_login_attempts (user_name, wrong_passwords, last_at) values ($1, 0, $2)
      on conflict (user_name) do update set user_name = excluded.user_name
      returning wrong_passwords, last_at, locked_until`,
    values: [userName, now],
  })
  if (row === undefined) throw new GirError("ERR_INTERNAL", "an upsert returned no row")
  return {
    wrongPasswords: row.wrong_passwords,
    lastAt: row.last_at,
    lockedUntil: row.locked_until,
  }
}

async function saveState(
  transaction: Transaction,
  userName: string,
  state: AttemptState | null,
): Promise<void> {
  if (state === null) {
    await named(transaction, {
      name: "rcs-forget-login-attempts",
      text: "delete from rcs_login_attempts where user_name = $1",
      values: [userName],
    })
    return
  }
  await named(transaction, {
    name: "rcs-save-login-attempts",
    text: `update rcs_login_attempts set wrong_passwords = $2, last_at = $3, locked_until = $4
      where user_name = $1`,
    values: [userName, state.wrongPasswords, state.lastAt, state.lockedUntil],
  })
}
