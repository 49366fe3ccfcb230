import { defineFault } from "../fault-definition.ts"

/**
 * On by default: a queue that delivers at least once does so some day, so every effect must be
 * idempotent every day. `gir fault add queue.duplicate-delivery --probability 1` does it to all jobs.
 */
export const queueDuplicateDelivery = defineFault({
  name: "queue.duplicate-delivery",
  means: "a job that was done is delivered once more",
  subject: "job and its id",
  defaultProbability: 0.05,
  defaultTimes: 0,
  attributes: {},
})
