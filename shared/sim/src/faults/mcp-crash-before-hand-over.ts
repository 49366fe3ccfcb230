import { defineFault } from "../fault-definition.ts"

/**
 * The object lies in the storage and nobody knows of it: the call is recorded again by whoever takes
 * its job, and the orphan is removed.
 */
export const mcpCrashBeforeHandOver = defineFault({
  name: "mcp.crash-before-hand-over",
  means: "the Media Control Platform dies between storing a call and handing it over",
  subject: "recording",
  defaultProbability: 0,
  defaultTimes: 1,
  attributes: {},
})
