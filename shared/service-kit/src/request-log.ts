import type { App } from "./service.ts"
import type { Logger } from "./logger.ts"
import { routeOf } from "./problem-handler.ts"
import { isQuietRoute } from "./quiet-routes.ts"

/** One log line and one measurement per request: names and numbers, no header, no body, no query. */
export function addRequestLog(app: App, logger: Logger): void {
  const observe = app.metrics.histogram({
    name: "gir_http_request_duration_seconds",
    help: "Time from the request's head to the end of its answer.",
    labels: ["method", "route", "status"],
  })
  app.addHook("onResponse", async (request, reply) => {
    const route = routeOf(request)
    const status = reply.statusCode
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    observe({ method: request.method, route, status: String(status) }, reply.elapsedTime / 1_000)
    const fields = { requestId: request.id, method: request.method, route, status, durationMs }
    if (isQuietRoute(route)) logger.debug(fields, "request")
    else logger.info(fields, "request")
  })
  app.addHook("onRequestAbort", async (request) => {
    const fields = { requestId: request.id, method: request.method, route: routeOf(request) }
    logger.info(fields, "the caller went away")
  })
}
