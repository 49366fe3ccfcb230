import { inSpan, type SpanAttributes } from "@gir/trace"
import { spansOf } from "./create-jobs.ts"
import type { Jobs } from "./jobs.ts"

export interface Together {
  /** What the jobs are for, such as `record interaction`. */
  readonly name: string
  readonly attributes: SpanAttributes
}

/** All that `add` adds belongs to one trace, though it is done by several services. */
export function addTogether<T>(jobs: Jobs, what: Together, add: () => Promise<T>): Promise<T> {
  return inSpan({ ...what, kind: "producer", sink: spansOf(jobs) }, add)
}
