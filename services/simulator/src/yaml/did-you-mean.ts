import { distance } from "fastest-levenshtein"

/** A slip of the finger, or a few of them in a long word. */
const SLIPS = 2
const LETTERS_PER_SLIP = 3

/** @returns the known word that was probably meant, or `null` when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const limit = Math.max(SLIPS, Math.floor(word.length / LETTERS_PER_SLIP))
  const [closest] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word, candidate) }))
    .filter(({ slips }) => slips <= limit)
    .toSorted((a, b) => a.slips - b.slips)
  return closest?.candidate ?? null
}

/** @returns `; did you mean "expect"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  return meant === null ? "" : `; did you mean "${meant}"?`
}

/** Case, hyphens and underscores are the most usual slips, and cost nothing. */
function slipsBetween(one: string, other: string): number {
  return distance(plain(one), plain(other))
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "")
}
