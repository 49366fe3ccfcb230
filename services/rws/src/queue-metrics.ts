import { toGirError } from "@gir/errors"
import type { Jobs } from "@gir/queue"
import type { App, Logger } from "@gir/service-kit"

/** Offers at `/metrics` how many jobs there are of each name and state, on all processes together. */
export function queueMetrics(
  app: App,
  { jobs, logger }: { readonly jobs: Jobs; readonly logger: Logger },
): void {
  app.metrics.gauge({
    name: "gir_queue_jobs",
    help: "Jobs in the queue by state; failed ones are counted in the ledger.",
    labels: ["job_name", "state"],
    read: async () => {
      try {
        return Object.entries(await jobs.counts()).flatMap(([job, counts]) =>
          Object.entries(counts).map(([state, value]) => ({
            labels: { job_name: job, state },
            value,
          })),
        )
      } catch (error) {
        // Everything else can still be measured while the queue is away.
        logger.warn({ code: toGirError(error).code }, "the queue cannot be counted")
        return []
      }
    },
  })
}
