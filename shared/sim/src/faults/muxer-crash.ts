import { defineFault } from "../fault-definition.ts"

/**
 * The muxed object lies in the storage and nobody knows of it: the job is done again.
 */
export const muxerCrash = defineFault({
  name: "muxer.crash",
  means: "the muxer dies between storing a mux and publishing it",
  subject: "recording",
  defaultProbability: 0,
  defaultTimes: 1,
  attributes: {},
})
