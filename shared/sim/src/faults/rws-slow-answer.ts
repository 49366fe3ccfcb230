import { DELAY, defineFault } from "../fault-definition.ts"

/**
 * Interaction Recording Web Services under load.
 */
export const rwsSlowAnswer = defineFault({
  name: "rws.slow-answer",
  means: "Web Services answer late",
  subject: "method and path",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: { delayMs: DELAY },
})
