import { defineFault } from "../fault-definition.ts"

/**
 * Interaction Recording Web Services are restarted, or overloaded.
 */
export const rwsUnavailable = defineFault({
  name: "rws.unavailable",
  means: "Web Services answer 503",
  subject: "method and path",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
