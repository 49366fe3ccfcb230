import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** An upload as it arrived. */
export interface Upload {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly body: Buffer
  readonly isComplete: boolean
}

export interface RwsServer {
  readonly url: string
  readonly uploads: readonly Upload[]
  close(): Promise<void>
}

export type Answer = (upload: Upload, response: ServerResponse) => void

/** Stands for Interaction Recording Web Services: takes uploads, answers what the test says. */
export async function rwsServer(answer: Answer): Promise<RwsServer> {
  const uploads: Upload[] = []
  const server = createServer((request, response) => {
    void receive(request).then((upload) => {
      uploads.push(upload)
      if (upload.isComplete) answer(upload, response)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    uploads,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function receive(request: IncomingMessage): Promise<Upload> {
  const chunks: Buffer[] = []
  let isComplete = true
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    isComplete = false
  }
  return {
    method: request.method ?? "",
    url: new URL(request.url ?? "", "http://rws"),
    headers: request.headers,
    body: Buffer.concat(chunks),
    isComplete,
  }
}

/** Answers as rws does: the first screen of a recording is the one that stays. */
export function keepsFirst(): Answer {
  const kept = new Map<string, string>()
  return (upload, response) => {
    const recordingId = upload.url.pathname.split("/").at(-1) ?? ""
    const own = {
      mediaId: `${recordingId}-screen`,
      storageKey: `${recordingId}/${upload.body.length.toString(16)}/screen.mp4`,
      storedBytes: upload.body.length,
    }
    if (!kept.has(recordingId)) kept.set(recordingId, JSON.stringify(own))
    response.setHeader("content-type", "application/json")
    response.end(kept.get(recordingId))
  }
}
