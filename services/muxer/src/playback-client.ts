import { KeystoreCertificate, PlaybackToken } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { traceHeaders } from "@gir/trace"

/** An address that plays one media file for some minutes, decrypted. */
export interface PlaybackAddress {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** What the muxer asks of the Recording Crypto Server: what a player may ask, and public parts. */
export interface PlaybackClient {
  /**
   * Asks for the first byte as well, so that a recording which RCS cannot open fails here, with
   * the reason, and not later in ffmpeg without one.
   *
   * @param part named in the error: `call` or `screen`.
   * @throws ERR_RCS_KEY_NOT_FOUND, ERR_CMS_…, ERR_SERVICE_UNAVAILABLE.
   */
  open(mediaId: string, part: string): Promise<PlaybackAddress>
  /** @returns the PEM of a certificate in the keystore, or `null` when it is there no longer. */
  certificate(sha256: string): Promise<string | null>
  /** @throws ERR_SERVICE_UNAVAILABLE */
  check(): Promise<void>
  close(): Promise<void>
}

export interface PlaybackClientOptions {
  readonly rcsUrl: string
  readonly serviceToken: string
}

export function playbackClient({ rcsUrl, serviceToken }: PlaybackClientOptions): PlaybackClient {
  const client = httpClient({ baseUrl: rcsUrl, authorization: () => `Bearer ${serviceToken}` })
  return {
    open: (mediaId, part) => namingPart(part, () => openMedia(client, { rcsUrl, mediaId })),
    certificate: (sha256) => publicCertificate(client, sha256),
    check: async () => {
      await client.request({ method: "GET", path: "/livez" })
    },
    close: () => client.close(),
  }
}

async function openMedia(
  client: HttpClient,
  { rcsUrl, mediaId }: { rcsUrl: string; mediaId: string },
): Promise<PlaybackAddress> {
  const { token } = await client.request({
    method: "POST",
    path: "/playback-tokens",
    body: { mediaId },
    schema: PlaybackToken,
  })
  const path = `/rcs/media/${mediaId}`
  const headers = { authorization: `Bearer ${token}` }
  // GET and not HEAD: the answer to a HEAD has no body, so that the reason would be lost.
  const probe = await client.stream({
    method: "GET",
    path,
    headers: { ...headers, range: "bytes=0-0" },
  })
  for await (const _byte of probe.body) break
  // ffmpeg asks for it, and takes the trace along.
  return { url: `${rcsUrl}${path}`, headers: { ...headers, ...traceHeaders() } }
}

async function namingPart<T>(part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isGirError(error)) throw error
    const { code, message, fields, next, retryable } = error
    if (retryable) throw error
    throw new GirError(code, `the ${part} recording cannot be opened: ${message}`, {
      fields: { ...fields, part },
      next,
      cause: error,
    })
  }
}

async function publicCertificate(client: HttpClient, sha256: string): Promise<string | null> {
  try {
    const { pem } = await client.request({
      method: "GET",
      path: `/certificates/${sha256}`,
      schema: KeystoreCertificate,
    })
    return pem
  } catch (error) {
    if (isGirError(error) && error.status === 404) return null
    throw error
  }
}
