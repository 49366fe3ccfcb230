import { createHmac } from "node:crypto"

const BYTES = 6
const RANGE = 2 ** (8 * BYTES)

export interface ChanceOptions {
  readonly seed: number
  readonly fault: string
  readonly subject: string
}

/**
 * Two numbers from 0 (included) to 1 (excluded), drawn for one fault and one subject. They depend
 * on these and the seed alone, never on what was asked before: processes and threads may ask in any
 * order, and the same seed strikes the same subjects.
 */
export function keyedChance({ seed, fault, subject }: ChanceOptions): {
  /** Decides whether. */
  readonly chance: number
  /** Decides where, such as which bit. */
  readonly where: number
} {
  const digest = createHmac("sha256", String(seed)).update(`${fault}\0${subject}`).digest()
  return {
    chance: digest.readUIntBE(0, BYTES) / RANGE,
    where: digest.readUIntBE(BYTES, BYTES) / RANGE,
  }
}
