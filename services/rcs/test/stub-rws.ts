import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { MediaReceipt, RecordingCensus } from "@gir/contracts"
import { onTestFinished } from "vitest"

export interface StoredMedia {
  readonly receipt: MediaReceipt
  readonly stored: Buffer
}

export interface ContentRequest {
  readonly range: string | undefined
  /** Bytes handed to the connection so far. */
  sentBytes: number
  /** Resolves when the connection of this answer is gone or the answer is complete. */
  readonly ended: Promise<"complete" | "cut">
}

/** Interaction Recording Web Services as far as RCS sees it, with a note of every content request. */
export interface StubRws {
  readonly url: string
  readonly media: Map<string, StoredMedia>
  readonly contentRequests: ContentRequest[]
  /** Bytes after which a content answer waits for ever; none by default. */
  stallAfterBytes: number
}

export async function stubRws(serviceToken: string): Promise<StubRws> {
  const rws: StubRws & { url: string } = {
    url: "",
    media: new Map(),
    contentRequests: [],
    stallAfterBytes: Number.POSITIVE_INFINITY,
  }
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${serviceToken}`) {
      return problem(response, 401, "ERR_UNAUTHORIZED")
    }
    if (request.url === "/api/v2/census") return json(response, censusOf(rws))
    const [, mediaId, content] =
      /^\/api\/v2\/media\/([^/]+)(\/content)?$/.exec(request.url ?? "") ?? []
    const media = rws.media.get(mediaId ?? "")
    if (media === undefined) return problem(response, 404, "ERR_NOT_FOUND")
    if (content !== undefined) return sendContent(rws, media, { request, response })
    return json(response, media.receipt)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  rws.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return rws
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify(value))
}

/** Every media file is a recording of its own here. */
function censusOf({ media }: StubRws): RecordingCensus {
  const receipts = [...media.values()].map(({ receipt }) => receipt)
  const recipients = receipts.flatMap(({ protection }) => protection?.recipients ?? [])
  return {
    groups: receipts.flatMap(({ protection, startTime }) => {
      if (protection === null) return []
      const ids = protection.recipients.map(({ certificateSha256 }) => certificateSha256)
      return [{ recipientSets: [ids], recordings: 1, oldest: startTime, newest: startTime }]
    }),
    recipients: [...new Map(recipients.map((each) => [each.certificateSha256, each])).values()],
    clear: receipts.filter(({ protection }) => protection === null).length,
  }
}

function problem(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status
  response.setHeader("content-type", "application/problem+json")
  response.end(
    JSON.stringify({ type: "about:blank", title: code, status, code, detail: "stub", next: "-" }),
  )
}

function sendContent(
  rws: StubRws,
  { stored }: StoredMedia,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const range = request.headers.range
  const match = /^bytes=(\d+)-(\d+)$/.exec(range ?? "")
  const from = match === null ? 0 : Number(match[1])
  const to = match === null ? stored.length : Math.min(Number(match[2]) + 1, stored.length)
  if (match !== null) {
    response.statusCode = 206
    response.setHeader("content-range", `bytes ${from}-${to - 1}/${stored.length}`)
  }
  response.setHeader("content-length", to - from)
  const ended = new Promise<"complete" | "cut">((resolve) => {
    response.once("close", () => resolve(response.writableFinished ? "complete" : "cut"))
  })
  const note: ContentRequest = { range, sentBytes: 0, ended }
  rws.contentRequests.push(note)
  const send = (): void => {
    while (from + note.sentBytes < to) {
      if (note.sentBytes >= rws.stallAfterBytes) return
      const at = from + note.sentBytes
      const chunk = stored.subarray(at, Math.min(at + 65_536, to))
      note.sentBytes += chunk.length
      if (!response.write(chunk)) return void response.once("drain", send)
    }
    response.end()
  }
  send()
}
