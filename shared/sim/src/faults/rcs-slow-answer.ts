import { DELAY, defineFault } from "../fault-definition.ts"

/**
 * A Recording Crypto Server under load.
 */
export const rcsSlowAnswer = defineFault({
  name: "rcs.slow-answer",
  means: "the Recording Crypto Server answers late",
  subject: "method and path",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: { delayMs: DELAY },
})
