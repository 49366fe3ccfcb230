import { PlaybackToken } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"
import type { Readable } from "node:stream"

/** Recording Crypto Server, as a player uses it. */
export interface CryptoServerClient {
  /** A short-lived right to play one media file; it travels in a header, never in an address. */
  playbackHeaders(mediaId: string): Promise<Record<string, string>>
  /**
   * Opens a media file for playback.
   *
   * @throws whatever RCS answers instead of media: ERR_RCS_KEY_NOT_FOUND, ERR_CMS_…
   */
  play(mediaId: string): Promise<Readable>
}

export function cryptoServerClient(http: HttpClient): CryptoServerClient {
  const playbackHeaders = async (mediaId: string): Promise<Record<string, string>> => {
    const { token } = await http.request({
      method: "POST",
      path: "/playback-tokens",
      body: { mediaId },
      schema: PlaybackToken,
    })
    return { authorization: `Bearer ${token}` }
  }
  return {
    playbackHeaders,
    play: async (mediaId) => {
      const answer = await http.stream({
        method: "GET",
        path: `/rcs/media/${mediaId}`,
        headers: await playbackHeaders(mediaId),
      })
      if (answer.status === 200) return answer.body
      answer.body.destroy()
      throw new GirError("ERR_SERVICE_UNAVAILABLE", `rcs answered ${answer.status} to a playback`)
    },
  }
}
