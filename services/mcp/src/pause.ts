import { setTimeout as delay } from "node:timers/promises"

/** Waits `ms` milliseconds, or until `signal` aborts; an abort is no failure. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
