import { defineFault } from "../fault-definition.ts"

/**
 * The success that is none: status, type and length are right, and what is played is not what was
 * recorded, as when the wrong key opens an AES-CBC envelope. Only a comparison of fingerprints tells.
 */
export const rcsWrongPlaintext = defineFault({
  name: "rcs.wrong-plaintext",
  means: "another plaintext is answered as if all were well",
  subject: "media file",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
