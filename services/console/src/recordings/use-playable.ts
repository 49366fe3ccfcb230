import { useQuery } from "@tanstack/react-query"
import { api, ApiProblem, readProblem } from "../api/client.ts"

/** GAX's right to play one media file. The player goes to RCS itself: plaintext never passes GAX. */
interface PlaybackRight {
  readonly mediaUri: string
  /** Only where RCS has another host name, to which the browser sends no cookie of GAX. */
  readonly token?: string
}

/** What a media element can play. */
export interface Playable {
  readonly address: string
  /** True while the browser asks RCS itself: then the right ends, and is renewed before. */
  readonly isRenewed: boolean
  /** The clear bytes, asked for when their shape is drawn. */
  readonly fetchBytes: () => Promise<ArrayBuffer>
}

/** A right lasts five minutes; a longer recording is still being asked for then. */
const RENEW_MS = 240_000

/**
 * Asks for the right to play, and looks at the first byte, so that a refusal has its code: a media
 * element only says that it failed.
 */
export function usePlayable(recordingId: string, mediaId: string) {
  return useQuery({
    queryKey: ["playable", mediaId],
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.isRenewed === true ? RENEW_MS : false),
    queryFn: () => openPlayable(recordingId, mediaId),
  })
}

async function openPlayable(recordingId: string, mediaId: string): Promise<Playable> {
  const path = `/recordings/${recordingId}/media/${mediaId}/playback`
  const right = await api<PlaybackRight>(path, { method: "POST" })
  const { token } = right
  await ask(right, { range: "bytes=0-0" })
  if (token === undefined) {
    const fetchBytes = async (): Promise<ArrayBuffer> => (await ask(right)).arrayBuffer()
    return { address: right.mediaUri, isRenewed: true, fetchBytes }
  }
  const bytes = await (await ask(right)).blob()
  const address = URL.createObjectURL(bytes)
  return { address, isRenewed: false, fetchBytes: () => bytes.arrayBuffer() }
}

/** @throws ApiProblem with the code of RCS. */
async function ask(
  { mediaUri, token }: PlaybackRight,
  headers: Record<string, string> = {},
): Promise<Response> {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(mediaUri, {
    credentials: "include",
    headers: { ...headers, ...authorization },
  })
  if (!response.ok) throw new ApiProblem(await readProblem(response))
  return response
}
