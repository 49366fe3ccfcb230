import { randomBytes } from "node:crypto"
import { addAbortSignal, type Transform } from "node:stream"
import { encryptContent, isContentCipher, segmentDigester } from "@gir/cms-encrypt"
import {
  MEDIA_EXTENSIONS,
  mediaIdOf,
  type MediaReceipt,
  type Protection,
  type RecordCall,
  type SegmentDigests,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { renderFileName, type IvrProfile } from "@gir/ivr-profile"
import { mediaDigester, type CapturedMedia, type LiveMedia, type MediaDigest } from "@gir/media"
import type { StorageDestination } from "@gir/storage"
import { inSpan, recordingSpan } from "@gir/trace"
import type { Certificate } from "@gir/x509"
import { sealedBody } from "./sealed-body.ts"
import type { WriteLateness } from "./write-lateness.ts"

const MAX_FILE_NAME_CHARACTERS = 200

/** What is known of a call, however its sound comes. */
export type CallFacts = Omit<RecordCall, "source" | "channels" | "pace" | "mcp">

export interface StoreCallOptions {
  readonly call: CallFacts
  readonly profile: IvrProfile
  /** None: the call is stored in clear. */
  readonly recipients: readonly Certificate[]
  readonly audio: CapturedMedia | LiveMedia
  readonly startTime: Date
  readonly signal: AbortSignal
}

/** Streams a captured call into the Storage Destination; resolves when it is durable. */
export type StoreCall = (options: StoreCallOptions) => Promise<MediaReceipt>

/**
 * The plaintext passes through memory once: fingerprint, cipher, Storage Destination.
 *
 * @returns a StoreCall that throws ERR_MEDIA_…, ERR_STORAGE_… and ERR_MCP_INTERRUPTED; after a
 * failure nothing is left under the key.
 */
export function callStore(storage: StorageDestination, lateness: WriteLateness): StoreCall {
  return async (options) => {
    const { audio, signal } = options
    let sealing: Transform | null = null
    try {
      // Given up already, the stream fails before anybody reads it; unheard, that ends the process.
      audio.stream.on("error", () => undefined)
      addAbortSignal(signal, audio.stream)
      const digester = mediaDigester(audio.type)
      const sealed = seal(options)
      sealing = sealed.stream
      const names = nameObject(options)
      let digest: MediaDigest | null = null
      const onPlaintextEnd = (): void => {
        digest = digester.finish()
      }
      const body = sealedBody({ audio, digester, onPlaintextEnd, sealing, lateness })
      const { storedBytes } = await inSpan(spanOf(options), () =>
        storage.put(names.storageKey, body),
      )
      const facts = describeAudio(options, digest, digester.byteCount())
      return { ...facts, ...names, storedBytes, ...sealed.describe() }
    } catch (error) {
      throw signal.aborted ? interrupted(options.call, error) : error
    } finally {
      audio.stream.destroy()
      sealing?.destroy()
    }
  }
}

function spanOf({ call, recipients }: StoreCallOptions) {
  const { recordingId } = call
  return recordingSpan(recipients.length === 0 ? "store" : "encrypt", { recordingId, kind: "call" })
}

interface Sealed {
  readonly stream: Transform
  /** May be called once the stream has ended. */
  describe(): { protection: Protection | null; segments: SegmentDigests }
}

function seal({ profile, recipients, audio }: StoreCallOptions): Sealed {
  if (recipients.length === 0) {
    const stream = segmentDigester()
    return { stream, describe: () => ({ protection: null, segments: stream.segments() }) }
  }
  const { envelopeProfile, contentCipher } = profile
  const encryption = encryptContent({
    recipients,
    envelopeProfile,
    ...(contentCipher !== null && isContentCipher(contentCipher) ? { cipher: contentCipher } : {}),
    ...(audio.plaintextBytes === null ? {} : { contentBytes: audio.plaintextBytes }),
  })
  const protection: Protection = {
    container: "pkcs7",
    envelopeProfile,
    cipher: encryption.cipher,
    recipients: recipients.map((certificate) => ({
      issuer: certificate.issuer.rfc4514,
      serialNumber: certificate.serialNumber,
      subject: certificate.subject.commonName ?? certificate.subject.rfc4514,
      certificateSha256: certificate.sha256,
    })),
  }
  return {
    stream: encryption.stream,
    describe: () => ({ protection, segments: encryption.segments() }),
  }
}

/** Each try writes under a key of its own, so that two tries never meet in one object. */
function nameObject({ call, profile, recipients, audio, startTime }: StoreCallOptions): {
  fileName: string
  storageKey: string
} {
  const name = renderFileName(profile, { ...call, startTime }).slice(0, MAX_FILE_NAME_CHARACTERS)
  const fileName = `${name}${MEDIA_EXTENSIONS[audio.type]}`
  const attemptId = randomBytes(4).toString("hex")
  const suffix = recipients.length === 0 ? "" : ".p7m"
  return { fileName, storageKey: `${call.recordingId}/${attemptId}/${fileName}${suffix}` }
}

/**
 * Times are the call's own: at the pace `fast` a call of a minute is stored within a second, and
 * still began at its start time and lasted a minute.
 */
function describeAudio(
  { call, audio, startTime }: StoreCallOptions,
  digest: MediaDigest | null,
  plaintextBytes: number,
) {
  if (digest === null) throw new GirError("ERR_INTERNAL", "a call was stored before its end")
  const durationMs = digest.durationMs ?? audio.durationMs ?? 0
  return {
    mediaId: mediaIdOf(call.recordingId, "call"),
    kind: "call" as const,
    type: audio.type,
    startTime: startTime.toISOString(),
    stopTime: new Date(startTime.getTime() + Math.round(durationMs)).toISOString(),
    durationMs,
    plaintextBytes,
    fingerprint: digest.fingerprint,
  }
}

function interrupted(call: CallFacts, cause: unknown): GirError {
  return new GirError(
    "ERR_MCP_INTERRUPTED",
    `the recording of call ${call.recordingId} was given up before it was stored`,
    { fields: { recordingId: call.recordingId }, cause },
  )
}
