import { defineFault } from "../fault-definition.ts"

/**
 * A hint may be lost; those who follow poll as well, so that it costs time only.
 */
export const configServerLostHint = defineFault({
  name: "config-server.lost-hint",
  means: "who waits for a change is not told of it",
  subject: "object and its version",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
