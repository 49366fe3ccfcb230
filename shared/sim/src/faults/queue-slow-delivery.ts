import { DELAY, defineFault } from "../fault-definition.ts"

/**
 * A queue under load. Nothing may depend on how soon a job is taken.
 */
export const queueSlowDelivery = defineFault({
  name: "queue.slow-delivery",
  means: "a job waits before it is handed to a worker",
  subject: "job and its id",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: { delayMs: DELAY },
})
