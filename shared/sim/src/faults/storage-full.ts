import { defineFault } from "../fault-definition.ts"

/**
 * A call must not be acknowledged, and nothing half-written may stay.
 */
export const storageFull = defineFault({
  name: "storage.full",
  means: "the Storage Destination has no room for an object",
  subject: "media file",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
