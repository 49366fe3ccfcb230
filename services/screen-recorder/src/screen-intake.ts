import { mediaIdOf, type ScreenIntakeQuery, StoredReference, validate } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { CapturedMedia } from "@gir/media"
import type { HttpClient } from "@gir/service-kit"
import type { Readable } from "node:stream"

export interface ScreenUpload {
  readonly recordingId: string
  readonly agentId: string
  readonly startTime: Date
  /** Without an extension. */
  readonly fileName: string
  readonly media: CapturedMedia
  readonly signal: AbortSignal
}

/** What the recorder asks of Interaction Recording Web Services. */
export interface ScreenIntake {
  /**
   * Streams a screen to rws. May be called again for the same recording.
   *
   * @returns the screen that rws holds for this recording now.
   * @throws the upload's own error when its media fails; the code of rws's answer.
   */
  upload(upload: ScreenUpload): Promise<StoredReference>
}

/** Between the last byte and the answer rws encrypts, stores and saves. */
const ANSWER_TIMEOUT_MS = 60_000
const MAX_ANSWER_BYTES = 65_536

export function screenIntake(rws: HttpClient): ScreenIntake {
  return {
    upload: async (upload) => {
      const { recordingId, media, signal } = upload
      const answer = await rws.stream({
        method: "PUT",
        path: `/api/v2/screen-recordings/${recordingId}?${queryOf(upload)}`,
        headers: headersOf(media),
        body: media.stream,
        timeoutMs: ANSWER_TIMEOUT_MS,
        signal,
      })
      return readAnswer(await textOf(answer.body), recordingId)
    },
  }
}

function queryOf({ agentId, startTime, fileName, media }: ScreenUpload): string {
  const query: ScreenIntakeQuery = {
    agentId,
    startTime: startTime.toISOString(),
    durationMs: media.durationMs,
    fileName,
  }
  return new URLSearchParams({ ...query, durationMs: `${query.durationMs}` }).toString()
}

function headersOf(media: CapturedMedia): Record<string, string> {
  const length = media.plaintextBytes
  return {
    "content-type": media.type,
    // A known length lets rws notice an upload that ends early.
    ...(length === null ? {} : { "content-length": `${length}` }),
  }
}

function readAnswer(text: string, recordingId: string): StoredReference {
  try {
    const stored = validate(StoredReference, JSON.parse(text), "answer of rws")
    if (stored.mediaId === mediaIdOf(recordingId, "screen")) return stored
  } catch (cause) {
    throw invalid(recordingId, cause)
  }
  throw invalid(recordingId, undefined)
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let byteCount = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    byteCount += chunk.length
    if (byteCount > MAX_ANSWER_BYTES) return ""
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function invalid(recordingId: string, cause: unknown): GirError {
  const message = `rws answered the screen upload of ${recordingId} with something else`
  return new GirError("ERR_SCREEN_ANSWER_INVALID", message, { cause, fields: { recordingId } })
}
