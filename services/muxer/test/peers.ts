import type { MediaReceipt, RecordingEvent, RecordingMetadata } from "@gir/contracts"
import { describeMediaFile } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { createService, readBearerToken, silentLogger, type App } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { describeCertificate, type Certificate } from "@gir/x509"
import { Readable } from "node:stream"

export const TOKEN = "a-service-token-for-tests"
export const RECORDING_ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"

const context = { name: "peer", clock: systemClock, faults: noFaults, logger: silentLogger }

/** An Interaction Recording Web Services of one recording. */
export interface RwsPeer {
  readonly url: string
  readonly events: RecordingEvent[]
  receipts: MediaReceipt[]
  isDeleted: boolean
  close(): Promise<void>
}

export async function rwsPeer(): Promise<RwsPeer> {
  const app = createService(context)
  const peer = { url: "", events: [] as RecordingEvent[], receipts: [] as MediaReceipt[] }
  const rws = Object.assign(peer, { isDeleted: false, close: () => app.close() })
  app.addHook("onRequest", async (request) => {
    if (request.url !== "/livez" && readBearerToken(request) !== TOKEN) {
      throw new GirError("ERR_UNAUTHORIZED", "no token")
    }
    if (rws.isDeleted && request.method === "POST") {
      throw new GirError("ERR_RWS_RECORDING_DELETED", "the recording was deleted")
    }
  })
  app.get(`/api/v2/recordings/${RECORDING_ID}`, async () => recordingOf(rws))
  const ops = `/api/v2/ops/contact-centers/abc/recordings/${RECORDING_ID}`
  app.post(`${ops}/events`, async (request) => {
    rws.events.push(request.body as RecordingEvent)
    return { statusCode: 0 }
  })
  app.post(`${ops}/media-files`, async (request) => {
    const receipt = request.body as MediaReceipt
    const first = rws.receipts.find(({ mediaId }) => mediaId === receipt.mediaId)
    if (first === undefined) rws.receipts.push(receipt)
    return first ?? receipt
  })
  rws.url = await listen(app)
  return rws
}

function recordingOf({
  receipts,
  events,
}: Pick<RwsPeer, "receipts" | "events">): RecordingMetadata {
  const about = {
    recordingId: RECORDING_ID,
    tenant: "Environment",
    ivrProfileName: "recording",
    parameters: {},
  }
  return {
    id: RECORDING_ID,
    callerPhoneNumber: "1",
    dialedPhoneNumber: "2",
    startTime: "2026-12-01T10:15:00.000Z",
    stopTime: "2026-12-01T10:15:30.000Z",
    mediaFiles: receipts.map((receipt) => describeMediaFile(receipt, about)),
    eventHistory: events,
  }
}

export interface PlayableMedia {
  readonly type: string
  readonly bytes: Buffer
  /** Thrown instead of playing. */
  fault?: GirError
  /** An answer of more than this many bytes breaks off. */
  breaksOffAfter?: number
}

/** A Recording Crypto Server with media in memory, and public certificates. */
export interface RcsPeer {
  readonly url: string
  readonly media: Map<string, PlayableMedia>
  readonly certificates: Map<string, Certificate>
  /** Media requests so far, `GET <media id> <range>`. */
  readonly requests: string[]
  close(): Promise<void>
}

export async function rcsPeer(): Promise<RcsPeer> {
  const app = createService(context)
  const media = new Map<string, PlayableMedia>()
  const certificates = new Map<string, Certificate>()
  const requests: string[] = []
  app.post("/playback-tokens", async (request, reply) => {
    if (readBearerToken(request) !== TOKEN) throw new GirError("ERR_UNAUTHORIZED", "no token")
    const { mediaId } = request.body as { mediaId: string }
    const expiresAt = "2099-01-01T00:00:00.000Z"
    return reply.code(201).send({ token: `token-of-${mediaId}`, mediaId, expiresAt })
  })
  app.get<{ Params: { mediaId: string } }>("/rcs/media/:mediaId", async (request, reply) => {
    const { mediaId } = request.params
    requests.push(`${request.method} ${mediaId} ${request.headers.range ?? ""}`)
    if (readBearerToken(request) !== `token-of-${mediaId}`) {
      throw new GirError("ERR_UNAUTHORIZED", "no playback token")
    }
    const part = media.get(mediaId)
    if (part === undefined) throw new GirError("ERR_NOT_FOUND", "no such media")
    if (part.fault !== undefined) throw part.fault
    const [from, to] = rangeOf(request.headers.range, part.bytes.length)
    reply.code(request.headers.range === undefined ? 200 : 206)
    reply.header("content-type", part.type).header("accept-ranges", "bytes")
    reply.header("content-range", `bytes ${from}-${to - 1}/${part.bytes.length}`)
    reply.header("content-length", to - from)
    return reply.send(contentOf(part, from, to))
  })
  app.get<{ Params: { id: string } }>("/certificates/:id", async (request) => {
    const certificate = certificates.get(request.params.id)
    if (certificate === undefined) throw new GirError("ERR_NOT_FOUND", "no such certificate")
    return {
      ...describeCertificate(certificate),
      id: certificate.sha256,
      pem: certificate.pem,
    }
  })
  return { url: await listen(app), media, certificates, requests, close: () => app.close() }
}

function rangeOf(range: string | undefined, length: number): [number, number] {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? "")
  const from = Number(match?.[1] ?? 0)
  const to = match?.[2] ? Number(match[2]) + 1 : length
  return [from, Math.min(to, length)]
}

function contentOf(part: PlayableMedia, from: number, to: number): Readable {
  const whole = part.bytes.subarray(from, to)
  const limit = part.breaksOffAfter ?? Number.POSITIVE_INFINITY
  return Readable.from(
    (async function* () {
      yield whole.subarray(0, limit)
      if (whole.length > limit) throw new Error("the peer breaks off")
    })(),
    { objectMode: false },
  )
}

async function listen(app: App): Promise<string> {
  return app.listen({ host: "127.0.0.1", port: 0 })
}
