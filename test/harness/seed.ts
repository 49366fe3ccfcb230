import { randomInt } from "node:crypto"
import { seededRandom, type Random } from "@gir/sim"

const SEED_MAX = 2 ** 32

/** The generator of a test's choices. Its seed is printed; `GIR_TEST_SEED` sets it again. */
export function printedRandom(test: string): Random {
  const seed = Number(process.env["GIR_TEST_SEED"] ?? randomInt(SEED_MAX))
  process.stdout.write(`${test}: GIR_TEST_SEED=${seed}\n`)
  return seededRandom(seed)
}

/** @returns one of `items`, which must not be empty. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(0, items.length - 1)] as T
}
