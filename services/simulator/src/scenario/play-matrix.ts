import { eachOf } from "../playback/each-of.ts"
import { playbackOracle, type Playback } from "../playback/oracle.ts"
import type { World } from "./world/world.ts"

/** Enough to keep every RCS worker busy; the queue holds the rest. */
const AT_ONCE = 64

/** One column of the matrix: every recording so far is played, and compared with the original. */
export async function playMatrix(
  { stage, media }: Pick<World, "stage" | "media">,
  column: string,
): Promise<ReadonlyMap<string, Playback>> {
  const oracle = playbackOracle(stage.installation.jobs, column)
  const played = await eachOf(media, AT_ONCE, async ({ mediaId, original }) => {
    return [mediaId, await oracle.play(mediaId, original)] as const
  })
  return new Map(played)
}
