import { GirError, toGirError } from "@gir/errors"
import type { Clock } from "@gir/sim"
import type { App } from "./service.ts"

const READY_TIMEOUT_MS = 3_000

/**
 * `/livez`: the process answers, and tells its clock: one that is slow or fast uses certificates
 * that have expired, or are not valid yet. `/readyz`: its parts answer as well.
 *
 * @param isReady resolves when the service can do its work, rejects with the reason when not.
 */
export function addHealth(app: App, clock: Clock, isReady: () => Promise<void>): void {
  app.get("/livez", async () => ({ status: "alive", now: clock.now().toISOString() }))
  app.get("/readyz", async () => {
    await withinTime(isReady)
    return { status: "ready" }
  })
}

async function withinTime(isReady: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new GirError("ERR_SERVICE_UNAVAILABLE", "a part that is needed does not answer"))
    }, READY_TIMEOUT_MS)
  })
  try {
    await Promise.race([isReady(), late])
  } catch (error) {
    throw notReady(error)
  } finally {
    clearTimeout(timer)
  }
}

/** Not ready is always 503: a probe must not take a code's own status for something else. */
function notReady(error: unknown): GirError {
  const reason = toGirError(error)
  if (reason.status === 503) return reason
  const detail = reason.code === "ERR_INTERNAL" ? "a part that is needed failed" : reason.message
  return new GirError("ERR_SERVICE_UNAVAILABLE", detail, {
    cause: error,
    next: reason.code === "ERR_INTERNAL" ? "gir status --logs" : reason.next,
  })
}
