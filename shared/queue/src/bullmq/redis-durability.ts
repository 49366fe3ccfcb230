import type { Redis } from "ioredis"

/**
 * Asks Redis whether it would remember its queues after a crash.
 *
 * @returns one sentence when it would not, or when it refuses to tell (hosted ones do).
 */
export async function durabilityWarnings(redis: Redis): Promise<readonly string[]> {
  const persistence = await redis.info("persistence")
  if (/^aof_enabled:1\s*$/m.test(persistence)) return []
  if (!/^aof_enabled:/m.test(persistence)) {
    return ["Redis does not tell whether it keeps an append-only file"]
  }
  return [
    "Redis runs without an append-only file: after a crash every waiting job is offered again " +
      "late, from the job ledger; start it with --appendonly yes",
  ]
}
