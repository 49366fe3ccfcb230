import { loadDurationMs, does, type LoadProfile } from "../profile/load-profile.ts"
import type { Mark } from "../run/stage-actions.ts"
import type { RotationFacts, ShareSecond } from "./load-document.ts"

interface Rotated {
  readonly profile: LoadProfile
  readonly shares: readonly ShareSecond[]
  readonly marks: readonly Mark[]
}

/**
 * A rotation is shown by calls to the new certificates alone. One that takes longer than calls come
 * shows nothing, however well all of them play.
 *
 * @returns null when the profile rotates nothing.
 */
export function rotationFacts({ profile, shares, marks }: Rotated): RotationFacts | null {
  if (!does(profile, "rotate")) return null
  const onNew = shares.reduce((sum, { b }) => sum + b, 0)
  const over = marks.findLast(({ text }) => /removed/.test(text))
  const loadSeconds = loadDurationMs(profile) / 1_000
  const end = over === undefined ? "it did not end" : `over at ${over.second.toFixed(1)} s`
  return {
    isShown: onNew > 0,
    sentence:
      onNew > 0
        ? `${onNew} calls to the new certificates alone; ${end}`
        : `no call to the new certificates alone: ${end}, and calls came for ${loadSeconds} s`,
  }
}
