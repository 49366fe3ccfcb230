import { QueueParams, type JobsRetried } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { readQueues } from "./read-queues.ts"

/** Queues and Alarms, as everybody with a privilege sees them. */
export function queueViewRoutes(app: App, { jobs }: GaxParts): void {
  app.get("/system/queues", async () => readQueues(jobs))
}

/** Retry all. */
export function queueAdministrationRoutes(app: App, { jobs, logger }: GaxParts): void {
  app.post(
    "/system/queues/:queue/retry",
    { schema: { params: QueueParams } },
    async (request): Promise<JobsRetried> => {
      const { queue } = request.params
      const retried = await jobs.retryAll(queue)
      logger.info({ queue, retried }, "failed jobs were offered again")
      return { retried }
    },
  )
}
