import { toGirError } from "@gir/errors"
import { fingerprintOf } from "@gir/media"
import { Type } from "typebox"
import { isDeepStrictEqual } from "node:util"
import { Name } from "../file/words.ts"
import type { MediaFact } from "../facts.ts"
import { rcsBehind } from "../world/routes.ts"
import type { World } from "../world/world.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { defineExpectation, heldIf, withBasis } from "./expectation.ts"

/** What became of playing through the address that Web Services gives. */
interface RoutedPlay {
  readonly mediaId: string
  readonly rcs: string | null
  readonly status: "plays" | "fails"
  readonly code: string | null
}

/** To which RCS a player is sent, and whether the recording plays there. */
export const route = defineExpectation({
  name: "route",
  schema: withBasis({
    of: Name,
    /** The RCS behind the address; not said: none is reached. */
    to: Type.Optional(Name),
    /** Absent: they play there. */
    code: Type.Optional(ErrorCodeName),
  }),
  refersTo: ({ of, to }) => ({ groups: [of], nodes: to === undefined ? [] : [to] }),
  probe: async ({ of }, world) => {
    const media = world.media.filter(({ group, kind }) => group === of && kind === "call")
    return Promise.all(media.map((one) => playRouted(one, world)))
  },
  judge: ({ to, code, of }, { probe }) => {
    const found = probe as readonly RoutedPlay[]
    const isRight = (one: RoutedPlay): boolean =>
      one.rcs === (to ?? null) && one.code === (code ?? null)
    const wrong = found.find((one) => !isRight(one))
    const words = `${to ?? "no RCS"}, where they ${code === undefined ? "play" : `fail with ${code}`}`
    return heldIf(found.length > 0 && wrong === undefined, {
      expected: `${of} are played by ${words}`,
      found:
        wrong === undefined
          ? `${found.length} by ${words}`
          : `${wrong.mediaId} by ${wrong.rcs ?? "no RCS"}: ${wrong.code ?? wrong.status}`,
      hint: "the longest location of decrypt-uri-prefix at or above nodePath counts",
    })
  },
})

async function playRouted(media: MediaFact, { stage }: World): Promise<RoutedPlay> {
  const { mediaId, recordingId, receipt, original } = media
  let rcs: string | null = null
  try {
    rcs = rcsBehind(stage, await stage.peers.webServices.mediaUri(recordingId, mediaId))
    if (rcs === null) return { mediaId, rcs, status: "fails", code: null }
    const content = await (await stage.nodes.rcs(rcs)).play(mediaId)
    const { fingerprint } = await fingerprintOf(content, receipt.type)
    const isEqual = isDeepStrictEqual(fingerprint, original)
    const code = isEqual ? null : "ERR_CLI_PLAYBACK_DIFFERS"
    return { mediaId, rcs, status: isEqual ? "plays" : "fails", code }
  } catch (error) {
    return { mediaId, rcs, status: "fails", code: toGirError(error).code }
  }
}
