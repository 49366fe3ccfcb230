import { Readable } from "node:stream"
import type { CiphertextSource } from "@gir/cms-decrypt"
import { MediaReceipt, RecordingCensus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { HttpClient } from "@gir/service-kit"

const PARTIAL_CONTENT = 206
const OK = 200
/** A census reads every recording's row. */
const CENSUS_TIMEOUT_MS = 60_000

/** What RCS asks of Interaction Recording Web Services. */
export interface RecordingsClient {
  /** @throws ERR_RWS_… when there is no such media file, ERR_SERVICE_UNAVAILABLE. */
  receipt(mediaId: string): Promise<MediaReceipt>
  /** The stored bytes of a media file; each read is one ranged request, ended by destroying it. */
  storedBytes(receipt: MediaReceipt): CiphertextSource
  /** What all stored recordings were encrypted to. @throws ERR_SERVICE_UNAVAILABLE. */
  census(): Promise<RecordingCensus>
}

export function recordingsClient(rws: HttpClient): RecordingsClient {
  return {
    receipt: (mediaId) =>
      rws.request({ method: "GET", path: `/api/v2/media/${mediaId}`, schema: MediaReceipt }),
    census: () =>
      rws.request({
        method: "GET",
        path: "/api/v2/census",
        schema: RecordingCensus,
        timeoutMs: CENSUS_TIMEOUT_MS,
      }),
    storedBytes: ({ mediaId, storedBytes }) => ({
      totalBytes: storedBytes,
      read: async (from, to) => {
        if (from >= to) return Readable.from([], { objectMode: false })
        const { status, body } = await rws.stream({
          method: "GET",
          path: `/api/v2/media/${mediaId}/content`,
          headers: { range: `bytes=${from}-${to - 1}` },
        })
        const isWhole = status === OK && from === 0 && to === storedBytes
        if (status === PARTIAL_CONTENT || isWhole) return body
        body.destroy()
        throw new GirError("ERR_SERVICE_UNAVAILABLE", `RWS answered a range with ${status}`)
      },
    }),
  }
}
