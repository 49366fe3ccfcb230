import { defineFault } from "../fault-definition.ts"

/**
 * A share that is not mounted: retried by whoever writes, a named error for whoever plays.
 */
export const storageUnavailable = defineFault({
  name: "storage.unavailable",
  means: "the Storage Destination does not answer",
  subject: "media file",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
