import { addAbortSignal } from "node:stream"
import type { PlaybackProof, VerifyPlayback } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { fingerprintOf } from "@gir/media"
import { openMedia, type OpenMediaDeps } from "./open-media.ts"
import { SERVICE_ACTOR } from "./records/audit-trail.ts"

/**
 * Proves that a stored media file plays: decrypts it and takes its fingerprint. The plaintext
 * stays in this process and is gone chunk by chunk.
 *
 * @param signal ends the work: the job was given up.
 * @throws what {@link openMedia} throws, ERR_RCS_LENGTH_MISMATCH, ERR_MEDIA_….
 */
export async function verifyPlayback(
  { mediaId }: VerifyPlayback,
  signal: AbortSignal,
  deps: OpenMediaDeps,
): Promise<PlaybackProof> {
  const media = await openMedia(mediaId, SERVICE_ACTOR, deps)
  try {
    const { type, plaintextBytes, fingerprint: original } = media.receipt
    const content = addAbortSignal(signal, media.content())
    const { fingerprint, bytes } = await fingerprintOf(content, type, {
      kind: original.kind,
    })
    if (bytes !== plaintextBytes) {
      throw new GirError(
        "ERR_RCS_LENGTH_MISMATCH",
        "the recording's clear length is not that of its receipt",
        { where: mediaId, fields: { expectedBytes: plaintextBytes, passedBytes: bytes } },
      )
    }
    return { mediaId, plaintextBytes: bytes, fingerprint, openedBy: media.openedBy }
  } finally {
    media.close()
  }
}
