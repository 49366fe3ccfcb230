import { defineFault } from "../fault-definition.ts"

/**
 * Seed: "RCS is not available". Recordings are made all the same; none can be played.
 */
export const rcsUnavailable = defineFault({
  name: "rcs.unavailable",
  means: "the Recording Crypto Server answers 503",
  subject: "method and path",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
