import type { Transform } from "node:stream"
import { encryptContent, isContentCipher, segmentDigester } from "@gir/cms-encrypt"
import { mediaIdOf, type MediaReceipt, type Protection, type SegmentDigests } from "@gir/contracts"
import { fingerprintTap, muxRecording, type FingerprintTap } from "@gir/media"
import { putStream, type StorageDestination } from "@gir/storage"
import { inSpan, recordingSpan } from "@gir/trace"
import type { Certificate } from "@gir/x509"
import { explainMuxFailure } from "./explain-mux-failure.ts"
import type { MuxRun } from "./mux-run.ts"
import { nameMux } from "./mux-object.ts"
import type { OpenStreams, PartStreams } from "./open-streams.ts"
import type { RecordingParts } from "./recording-parts.ts"
import { muxProtection } from "./same-protection.ts"

export interface StoreMuxOptions {
  readonly recordingId: string
  readonly parts: RecordingParts
  readonly streams: PartStreams
  readonly recipients: readonly Certificate[]
  readonly run: MuxRun
}

/** Muxes, protects and stores; resolves when the file is durable. */
export type StoreMux = (options: StoreMuxOptions) => Promise<MediaReceipt>

export interface StoreMuxDeps {
  readonly storage: StorageDestination
  readonly openStreams: OpenStreams
}

/**
 * ffmpeg reads both parts from RCS itself and writes to a pipe: no plaintext touches a disk.
 *
 * @returns a StoreMux that throws ERR_MUX_INTERRUPTED, ERR_MEDIA_…, ERR_STORAGE_…, or what RCS says
 * of a part that it cannot play any more; after a failure nothing is left under the key.
 */
export function muxStore({ storage, openStreams }: StoreMuxDeps): StoreMux {
  return async (options) => {
    const { parts, run } = options
    const muxed = muxRecording(addressesOf(options))
    try {
      const tap = fingerprintTap(muxed.type)
      const sealed = seal(options)
      const names = nameMux(options.recordingId, parts)
      const { storedBytes } = await inSpan(spanOf(options), () =>
        putStream(storage, {
          key: names.storageKey,
          source: muxed.stream,
          stages: [tap, sealed.stream],
          signal: run.signal,
        }),
      )
      return { ...describeMux(options, tap), ...names, storedBytes, ...sealed.describe() }
    } catch (error) {
      throw await explainMuxFailure(error, { run, reopen: () => openStreams(parts) })
    } finally {
      muxed.stream.destroy()
    }
  }
}

function spanOf({ recordingId, parts }: StoreMuxOptions) {
  const verb = muxProtection(parts) === null ? "store" : "encrypt"
  return recordingSpan(verb, { recordingId, kind: "mux" })
}

function addressesOf({ parts, streams }: StoreMuxOptions) {
  const { type } = parts.call
  const call = type === "video/mp4" ? streams.call : { ...streams.call, type }
  return { call, screen: streams.screen }
}

interface Sealed {
  readonly stream: Transform
  /** May be called once the stream has ended. */
  describe(): { protection: Protection | null; segments: SegmentDigests }
}

/** The muxed file is protected as the call is, or the screen where the call is clear: same envelope profile, same content cipher. */
function seal({ parts, recipients }: StoreMuxOptions): Sealed {
  const protection = muxProtection(parts)
  if (protection === null) {
    const stream = segmentDigester()
    return { stream, describe: () => ({ protection: null, segments: stream.segments() }) }
  }
  const { envelopeProfile } = protection
  const { cipher } = protection
  const encryption = encryptContent({
    recipients,
    envelopeProfile,
    ...(isContentCipher(cipher) ? { cipher } : {}),
  })
  const held = new Set(recipients.map(({ sha256 }) => sha256))
  const named = protection.recipients.filter((one) => held.has(one.certificateSha256))
  return {
    stream: encryption.stream,
    describe: () => ({
      protection: { ...protection, cipher: encryption.cipher, recipients: named },
      segments: encryption.segments(),
    }),
  }
}

/** Call and screen begin together, so that the longer one is the length of both. */
function describeMux({ recordingId, parts }: StoreMuxOptions, tap: FingerprintTap) {
  const { call, screen } = parts
  const durationMs = Math.max(call.durationMs, screen.durationMs)
  const stopTime = new Date(Date.parse(call.startTime) + Math.round(durationMs))
  return {
    mediaId: mediaIdOf(recordingId, "mux"),
    kind: "mux" as const,
    type: "video/mp4" as const,
    startTime: call.startTime,
    stopTime: stopTime.toISOString(),
    durationMs,
    plaintextBytes: tap.plaintextBytes(),
    fingerprint: tap.fingerprint(),
  }
}
