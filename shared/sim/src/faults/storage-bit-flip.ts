import { defineFault } from "../fault-definition.ts"

/**
 * Rot on a disk. The bit is the same one at every reading; what lies in the storage is not changed.
 * Not one byte of the segment may be played.
 */
export const storageBitFlip = defineFault({
  name: "storage.bit-flip",
  means: "one bit of what is read for playback is another one",
  subject: "media file",
  defaultProbability: 0,
  defaultTimes: 0,
  attributes: {},
})
