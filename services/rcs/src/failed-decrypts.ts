import { GirError, isGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import { SERVICE_ACTOR } from "./records/audit-trail.ts"

const WINDOW_MS = 60_000

/**
 * Limits how many recordings that cannot be decrypted a person may ask for in a minute: whoever
 * probes the keystore with made-up envelopes needs very many answers. Per process, not shared.
 */
export interface FailedDecrypts {
  /** @throws ERR_RCS_TOO_MANY_FAILED_DECRYPTS with `fields.retryAfterSeconds`. */
  assertFew(actor: string): void
  /** Counts `error` when it tells of a decryption that failed; any other passes uncounted. */
  note(actor: string, error: unknown): void
}

/** @param limit failures within a minute; the other services of the installation have none. */
export function openFailedDecrypts(limit: number, clock: Clock): FailedDecrypts {
  const failures = new Map<string, readonly number[]>()
  const recent = (actor: string): readonly number[] => {
    const since = clock.monotonicMs() - WINDOW_MS
    const times = (failures.get(actor) ?? []).filter((at) => at > since)
    if (times.length === 0) failures.delete(actor)
    else failures.set(actor, times)
    return times
  }
  return {
    assertFew: (actor) => {
      const times = recent(actor)
      const first = times[0]
      if (first === undefined || times.length < limit) return
      const waitMs = first + WINDOW_MS - clock.monotonicMs()
      throw new GirError(
        "ERR_RCS_TOO_MANY_FAILED_DECRYPTS",
        `${times.length} recordings could not be decrypted within a minute`,
        { fields: { limit, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) } },
      )
    },
    note: (actor, error) => {
      if (actor === SERVICE_ACTOR || !isGirError(error) || !error.code.startsWith("ERR_CMS_"))
        return
      // No more than the limit is kept: beyond it nothing is decrypted anyway.
      failures.set(actor, [...recent(actor), clock.monotonicMs()].slice(-limit))
    },
  }
}
