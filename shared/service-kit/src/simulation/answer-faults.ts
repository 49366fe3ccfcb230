import { setTimeout as delay } from "node:timers/promises"
import { GirError } from "@gir/errors"
import type { Faults } from "@gir/sim"
import type { FastifyRequest } from "fastify"
import type { App } from "../service.ts"

const PROBES = new Set(["/livez", "/readyz", "/metrics"])
/** What is the same in every run; other parameters are made of random keys. */
const REPEATABLE = ["recordingId", "mediaId", "dbid"]

/**
 * Lets a service be unavailable, or slow, as the faults of its name tell. Probes are left alone:
 * they ask about the process.
 */
export function addAnswerFaults(app: App, faults: Faults, service: "rws" | "rcs"): void {
  app.addHook("onRequest", async (request) => {
    if (PROBES.has(request.routeOptions.url ?? "")) return
    const subject = subjectOf(request)
    const slow = faults.fires(`${service}.slow-answer`, subject)
    if (slow !== null) await delay(slow.delayMs)
    if (faults.fires(`${service}.unavailable`, subject) === null) return
    throw new GirError("ERR_SERVICE_UNAVAILABLE", `${service.toUpperCase()} is not available`)
  })
}

function subjectOf({ method, routeOptions, params }: FastifyRequest): string {
  const given = params as Readonly<Record<string, string | undefined>>
  const path = REPEATABLE.reduce(
    (url, name) => url.replace(`:${name}`, given[name] ?? `:${name}`),
    routeOptions.url ?? "unknown",
  )
  return `${method} ${path}`
}
