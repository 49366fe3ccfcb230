import { PLAYBACK_COOKIE, type Playback, type RecordingMediaAddress } from "@gir/contracts"
import type { FastifyRequest } from "fastify"
import type { GaxParts } from "../gax-parts.ts"
import { hasSessionHeader } from "../sessions/session-cookie.ts"

/**
 * Gets a person the right to play one media file. The player then goes to RCS itself, where the
 * decrypt-uri-prefix sends it: no clear media passes GAX. Cookies belong to a host and not to a
 * port, so a browser that asked GAX sends RCS on the same host what GAX set.
 *
 * @returns the answer, and the `Set-Cookie` that goes with it.
 * @throws ERR_NOT_FOUND, ERR_RWS_NO_DECRYPT_URI, ERR_RCS_NOT_AVAILABLE
 */
export async function startPlayback(
  { recordingId, mediaId }: RecordingMediaAddress,
  request: FastifyRequest,
  { peers, sessions, clock }: GaxParts,
): Promise<{ playback: Playback; cookie: string }> {
  const { rcsSessionId } = sessions.of(request)
  const mediaUri = await peers.rws.mediaUri(recordingId, mediaId)
  const { token, expiresAt } = await peers.rcs.playbackToken(rcsSessionId, mediaId)
  const { hostname, pathname } = new URL(mediaUri)
  const secondsLeft = Math.floor((Date.parse(expiresAt) - clock.machineMs()) / 1_000)
  const maxAge = Math.max(secondsLeft, 0)
  const cookie = `${PLAYBACK_COOKIE}=${token}; Max-Age=${maxAge}; Path=${pathname}; HttpOnly; SameSite=Strict`
  const needsToken = hasSessionHeader(request) || hostname !== request.hostname
  const playback = { mediaId, mediaUri, expiresAt, ...(needsToken ? { token } : {}) }
  return { playback, cookie }
}
