import type { Random } from "@gir/sim"

const ID_BYTES = 16

/** @returns a Call UUID in the real system's form: 32 upper-case letters and digits. */
export function newRecordingId(random: Random): string {
  return Buffer.from(random.bytes(ID_BYTES)).toString("hex").toUpperCase()
}
