import type { App } from "./service.ts"

/** One try of a job that has ended. */
interface EndedTry {
  readonly job: string
  readonly seconds: number
  /** Null when it did what it was to do. */
  readonly code: string | null
}

/** From an empty call to an hour of screen recording. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600]

/** Offers at `/metrics` how many jobs this service tried, how long that took, and how it ended. */
export function jobMetrics(app: App): (ended: EndedTry) => void {
  const observe = app.metrics.histogram({
    name: "gir_job_duration_seconds",
    help: "Time of one try of a job; outcome is done, or the code of the failure.",
    labels: ["job_name", "outcome"],
    buckets: BUCKETS,
  })
  return ({ job, seconds, code }) => observe({ job_name: job, outcome: code ?? "done" }, seconds)
}
