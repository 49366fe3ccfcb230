import { defineFault } from "../fault-definition.ts"

/**
 * A share that goes away in the middle. An end that comes too early is never the end of a recording.
 */
export const storageTruncatedRead = defineFault({
  name: "storage.truncated-read",
  means: "what is read for playback ends too early",
  subject: "media file",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
