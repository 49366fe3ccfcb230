import type { Progress } from "../cli/task-list.ts"
import { eachOf } from "../playback/each-of.ts"
import type { DemoMedia, Moment, PlayFact } from "./demo-facts.ts"
import type { DemoStage } from "./demo-stage.ts"

interface PlayOptions {
  readonly moment: Moment
  readonly media: readonly DemoMedia[]
  /** @returns true for the media files that may not play at this moment. */
  readonly mustFail?: (media: DemoMedia) => boolean
  readonly progress: Progress
}

/** Enough to keep every RCS worker busy; the queue holds the rest. */
const AT_ONCE = 16

/** The one code that a recording whose key is gone may fail with. */
const KEY_GONE = "ERR_RCS_KEY_NOT_FOUND"

/** Plays media files, and holds each against what is expected of it at this moment. */
export async function playAll(stage: DemoStage, options: PlayOptions): Promise<PlayFact[]> {
  let done = 0
  const facts = await eachOf(options.media, AT_ONCE, async (media) => {
    const fact = await playOne(stage, media, options)
    options.progress(`verify ${(done += 1)} of ${options.media.length}`)
    return fact
  })
  stage.facts.plays.push(...facts)
  return facts
}

async function playOne(
  stage: DemoStage,
  media: DemoMedia,
  { moment, mustFail }: PlayOptions,
): Promise<PlayFact> {
  const { mediaId } = media.receipt
  const playback = await stage.oracle(moment).play(mediaId, media.original)
  const expected = mustFail?.(media) === true ? "fails" : "plays"
  const isHeld =
    playback.status === expected && (playback.status === "plays" || playback.code === KEY_GONE)
  return { mediaId, moment, expected, playback, isHeld }
}

/** @returns "9 of 9 play", the sentence of every play. */
export function playSentence(facts: readonly PlayFact[]): string {
  const plays = facts.filter((fact) => fact.playback.status === "plays").length
  return `${plays} of ${facts.length} play`
}
